import { useQuery } from '@tanstack/react-query';
import type { Hazard } from '../../../src/domain/hazard.js';
import { unfitFor } from '../../../src/domain/shelter.js';
import { reads, useTown } from '../api/queries.js';
import { label, listed, placeName, useText } from '../text/labels.js';
import { useClosedShelters } from './closed-shelters.js';
import { hazardsIn } from './orders.js';
import { ShelterChoice, UnfitWords, type Unfit } from './shelter-choice.js';
import { Title, type SlotProps } from './slot-title.js';

const hazardWords = (hazards: readonly string[]): string =>
  listed(hazards.map((hazard) => label('hazard', hazard)));

/**
 * The places to go to, each with its state: those fit for the message's hazard and for every other in force; the others
 * can be seen but not named. One that is closed may be named, with a warning: it may be about to open.
 */
export const ShelterField = ({ name, spec, slots, onChange }: SlotProps) => {
  const t = useText();
  const town = useTown();
  const hazards = hazardsIn(slots);
  const value = slots[name];
  const chosen = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  const open = town.shelters.filter((shelter) => shelter.type !== 'welfare');
  // An order names emergency sites alone; an opening may name any shelter.
  const offered = spec.required ? open : open.filter((shelter) => shelter.type === 'emergency');
  const closed = useClosedShelters({ slots: { [name]: spec } }, slots);
  const states = useQuery(reads.shelters).data;
  const stateOf = (id: string) => states?.find((one) => one.id === id);
  /** Why a shelter cannot be named; the hub refuses it by the same rule. */
  const unfitOf = (shelter: (typeof offered)[number]): Unfit | null => {
    if (spec.refuge === false) return null;
    const own = unfitFor(shelter, town, hazards as readonly Hazard[]);
    if (own !== null) return { hazard: own, inForce: false };
    const other = stateOf(shelter.id)?.unfitFor[0];
    return other === undefined ? null : { hazard: other, inForce: true };
  };
  const fit = offered.filter((shelter) => unfitOf(shelter) === null || chosen.includes(shelter.id));
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
            unfit={unfitOf(shelter)}
            state={stateOf(shelter.id)}
            checked={chosen.includes(shelter.id)}
            onToggle={(on) => toggle(shelter.id, on)}
          />
        ))}
      </div>
      {closed.length > 0 && (
        <p className="mt-2 rounded-8 bg-warning-soft p-2 font-700 text-warning" data-closed-shelters>
          <span aria-hidden="true">△ </span>
          {t('shelter.someClosed', { names: listed(closed) })}
        </p>
      )}
      {unfit.length > 0 && (
        <details className="mt-2">
          <summary className="link min-h-[2.75rem] cursor-pointer py-2">
            {t('shelter.unfit', { count: unfit.length })}
          </summary>
          <ul className="list-disc pl-6">
            {unfit.map((shelter) => (
              <li key={shelter.id}>
                {placeName(shelter.name)}
                <UnfitWords unfit={unfitOf(shelter)} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  );
};
