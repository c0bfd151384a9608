import type { Shelter } from '../../../src/domain/town.js';
import { useTown } from '../api/queries.js';
import { label, listed, placeName, useText } from '../text/labels.js';
import { hazardsIn } from './orders.js';
import { Title, type SlotProps } from './slot-title.js';

/** Designated for every hazard of the message. */
const isFit = (shelter: Shelter, hazards: readonly string[]): boolean =>
  hazards.every((hazard) => (shelter.hazards as readonly string[]).includes(hazard));
const hazardWords = (hazards: readonly string[]): string =>
  listed(hazards.map((hazard) => label('hazard', hazard)));

/** The places to go to, those designated for the hazard first; the others can be seen but not named. */
export const ShelterField = ({ name, spec, slots, onChange }: SlotProps) => {
  const t = useText();
  const town = useTown();
  const hazards = hazardsIn(slots);
  const value = slots[name];
  const chosen = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  const open = town.shelters.filter((shelter) => shelter.type !== 'welfare');
  // An order names emergency sites alone; an opening may name any shelter.
  const offered = spec.required ? open : open.filter((shelter) => shelter.type === 'emergency');
  const fit = offered.filter((shelter) => isFit(shelter, hazards) || chosen.includes(shelter.id));
  const unfit = offered.filter((shelter) => !fit.includes(shelter));
  const toggle = (id: string, on: boolean) => {
    const next = offered.map((one) => one.id).filter((one) => (one === id ? on : chosen.includes(one)));
    onChange(next.length === 0 ? null : next);
  };
  return (
    <fieldset>
      <legend>
        <Title name={name} spec={spec} />
        <span className="hint block">
          {hazards.length === 0 ? t('shelter.hint') : t('shelter.hintFor', { hazard: hazardWords(hazards) })}
        </span>
      </legend>
      <p className="numbers font-700">{t('shelter.chosen', { count: chosen.length })}</p>
      <div className="mt-1 grid max-h-[22rem] gap-2 overflow-y-auto p-1 sm:grid-cols-2" tabIndex={-1}>
        {fit.map((shelter) => (
          <ShelterChoice
            key={shelter.id}
            shelter={shelter}
            hazards={hazards}
            checked={chosen.includes(shelter.id)}
            onToggle={(on) => toggle(shelter.id, on)}
          />
        ))}
      </div>
      {unfit.length > 0 && (
        <details className="mt-2">
          <summary className="link min-h-[2.75rem] cursor-pointer py-2">
            {t('shelter.unfit', { count: unfit.length })}
          </summary>
          <ul className="list-disc pl-6">
            {unfit.map((shelter) => (
              <li key={shelter.id}>{placeName(shelter.name)}</li>
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  );
};

const ShelterChoice = (props: {
  shelter: Shelter;
  hazards: readonly string[];
  checked: boolean;
  onToggle: (on: boolean) => void;
}) => {
  const t = useText();
  const { shelter, hazards } = props;
  const fit = isFit(shelter, hazards);
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onToggle(event.target.checked)}
      />
      <span>
        {placeName(shelter.name)}
        <span className="hint block leading-1-4">{shelter.address}</span>
        {hazards.length > 0 && (
          <span className={`block leading-1-4 font-700 ${fit ? 'text-success' : 'text-danger'}`}>
            <span aria-hidden="true">{fit ? '○ ' : '× '}</span>
            {t(fit ? 'shelter.fit' : 'shelter.notFit', { hazard: hazardWords(hazards) })}
          </span>
        )}
      </span>
    </label>
  );
};
