import { useState } from 'react';
import type { Point } from '../../../src/domain/town.js';
import { useTown } from '../api/queries.js';
import { announce } from '../shell/announce.js';
import { useText } from '../text/labels.js';
import { degreesWords, nearWords } from '../text/place-words.js';
import { PlaceDialog } from './place-dialog.js';

interface Props {
  readonly place: Point | null;
  /** The district that the entry names: where the map begins. */
  readonly district: string;
  readonly onChange: (place: Point | null) => void;
}

/** Where it is: pointed to on a map, said in words. A town without a map says it in the content. */
export const PlaceField = ({ place, district, onChange }: Props) => {
  const t = useText();
  const town = useTown();
  const [isOpen, setOpen] = useState(false);
  const choose = (next: Point | null) => {
    onChange(next);
    announce(
      next === null ? t('log.place.removed') : t('log.place.chosen', { place: nearWords(next, town) }),
    );
  };
  if (town.boundary === null) return null;
  return (
    <div
      className="flex flex-wrap items-center gap-x-3 gap-y-1"
      role="group"
      aria-label={t('log.place.label')}
    >
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        {t('log.place.point')}
      </button>
      {place !== null && (
        <>
          <span data-place>
            {nearWords(place, town)} <span className="hint numbers">{degreesWords(place)}</span>
          </span>
          <button
            type="button"
            className="link min-h-[2.75rem] cursor-pointer font-700"
            onClick={() => choose(null)}
          >
            {t('log.place.remove')}
          </button>
        </>
      )}
      {isOpen && (
        <PlaceDialog
          place={place}
          from={town.districts.find(({ code }) => code === district)?.point ?? null}
          onChange={choose}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
};
