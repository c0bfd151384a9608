import type { Shelter } from '../../../src/domain/town.js';
import { serverNow } from '../api/live.js';
import type { ShelterShape } from '../api/types.js';
import { ShelterMark } from '../shelters/shelter-mark.js';
import { label, listed, placeName, useText } from '../text/labels.js';

/** A hazard that a shelter is not designated for: the message's own, or another in force in the town. */
export interface Unfit {
  readonly hazard: string;
  readonly inForce: boolean;
}

export const UnfitWords = ({ unfit }: { unfit: Unfit | null }) => {
  const t = useText();
  if (unfit === null) return null;
  return (
    <span className="block leading-1-4 font-700 text-danger">
      <span aria-hidden="true">× </span>
      {t(unfit.inForce ? 'shelter.unfitOther' : 'shelter.notFit', { hazard: label('hazard', unfit.hazard) })}
    </span>
  );
};

/** One shelter to tick: its state, its address, and whether it is fit. */
export const ShelterChoice = (props: {
  shelter: Shelter;
  hazards: readonly string[];
  unfit: Unfit | null;
  /** Not known while it is fetched. */
  state: ShelterShape | undefined;
  checked: boolean;
  onToggle: (on: boolean) => void;
}) => {
  const t = useText();
  const { shelter, hazards, unfit, state } = props;
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onToggle(event.target.checked)}
      />
      <span>
        {placeName(shelter.name)}
        {state !== undefined && (
          <span className="block leading-1-4">
            <ShelterMark now={serverNow()} shelter={state} />
          </span>
        )}
        <span className="hint block leading-1-4">{shelter.address}</span>
        {unfit === null && hazards.length > 0 && (
          <span className="block leading-1-4 font-700 text-success">
            <span aria-hidden="true">○ </span>
            {t('shelter.fit', { hazard: listed(hazards.map((hazard) => label('hazard', hazard))) })}
          </span>
        )}
        <UnfitWords unfit={unfit} />
      </span>
    </label>
  );
};
