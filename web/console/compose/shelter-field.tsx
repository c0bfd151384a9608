import type { Shelter } from '../../../src/domain/town.js';
import { useTown } from '../api/queries.js';
import type { KindShape, SlotValue, SlotValues } from '../api/types.js';
import { label, placeName, useText } from '../text/labels.js';

interface Props {
  readonly name: string;
  readonly spec: KindShape['slots'][string];
  readonly slots: SlotValues;
  readonly onChange: (value: SlotValue | null) => void;
}

const isFit = (shelter: Shelter, hazard: string | null): boolean =>
  hazard === null || (shelter.hazards as readonly string[]).includes(hazard);

/** The places to go to, those designated for the hazard first; the others can be seen but not named. */
export const ShelterField = ({ name, spec, slots, onChange }: Props) => {
  const t = useText();
  const town = useTown();
  const hazard = typeof slots['hazard'] === 'string' ? slots['hazard'] : null;
  const value = slots[name];
  const chosen = Array.isArray(value) ? value : [];
  const open = town.shelters.filter((shelter) => shelter.type !== 'welfare');
  // An order names emergency sites alone; an opening may name any shelter.
  const offered = spec.required ? open : open.filter((shelter) => shelter.type === 'emergency');
  const fit = offered.filter((shelter) => isFit(shelter, hazard) || chosen.includes(shelter.id));
  const unfit = offered.filter((shelter) => !fit.includes(shelter));
  const toggle = (id: string, on: boolean) => {
    const next = offered.map((one) => one.id).filter((one) => (one === id ? on : chosen.includes(one)));
    onChange(next.length === 0 ? null : next);
  };
  return (
    <fieldset>
      <legend>
        <span className="font-700">{label('slot', name)}</span>{' '}
        <span className={spec.required ? 'tag text-danger' : 'hint'}>
          {t(spec.required ? 'slotNeed.required' : 'slotNeed.optional')}
        </span>
        <span className="hint block">
          {hazard === null ? t('shelter.hint') : t('shelter.hintFor', { hazard: label('hazard', hazard) })}
        </span>
      </legend>
      <p className="numbers font-700">{t('shelter.chosen', { count: chosen.length })}</p>
      <div className="mt-1 grid max-h-[22rem] gap-2 overflow-y-auto p-1 sm:grid-cols-2" tabIndex={-1}>
        {fit.map((shelter) => (
          <ShelterChoice
            key={shelter.id}
            shelter={shelter}
            hazard={hazard}
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
  hazard: string | null;
  checked: boolean;
  onToggle: (on: boolean) => void;
}) => {
  const t = useText();
  const { shelter, hazard } = props;
  const fit = isFit(shelter, hazard);
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
        {hazard !== null && (
          <span className={`block leading-1-4 font-700 ${fit ? 'text-success' : 'text-danger'}`}>
            <span aria-hidden="true">{fit ? '○ ' : '× '}</span>
            {t(fit ? 'shelter.fit' : 'shelter.notFit', { hazard: label('hazard', hazard) })}
          </span>
        )}
      </span>
    </label>
  );
};
