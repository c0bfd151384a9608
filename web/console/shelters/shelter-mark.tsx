import type { ShelterShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';
import { shelterSign } from './shelter-sign.js';

const tone = { open: 'text-success', opening: 'text-warning', closed: 'text-muted' } as const;

/** Whether a shelter is open, in sign and words; one whose time has come and that nobody opened says so. */
export const ShelterMark = ({ now, shelter }: { now: number; shelter: ShelterShape }) => {
  const t = useText();
  const late = shelter.opensAt !== null && shelter.opensAt < now;
  return (
    <span
      className={`numbers font-700 ${late ? 'text-danger' : tone[shelter.state]}`}
      data-shelter={shelter.state}
    >
      <span aria-hidden="true">{shelterSign[shelter.state]} </span>
      {shelter.state === 'opening' && shelter.opensAt !== null
        ? t(late ? 'shelter.openingLate' : 'shelter.openingAt', { time: dayAndTime(shelter.opensAt) })
        : t(`shelter.${shelter.state}`)}
    </span>
  );
};
