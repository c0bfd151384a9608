import { lazy, Suspense } from 'react';
import type { Point } from '../../../src/domain/town.js';
import { Dialog } from '../../ui/dialog.js';
import { useTown } from '../api/queries.js';
import { useText } from '../text/labels.js';
import { degreesWords, nearWords } from '../text/place-words.js';

const PlaceMap = lazy(async () => ({ default: (await import('./place-map.js')).PlaceMap }));

interface Props {
  readonly place: Point | null;
  readonly from: Point | null;
  readonly onChange: (place: Point | null) => void;
  readonly onClose: () => void;
}

/** The map to point on. What is chosen stands at once; closing is no second step. */
export const PlaceDialog = ({ place, from, onChange, onClose }: Props) => {
  const t = useText();
  const town = useTown();
  return (
    <Dialog title={t('log.place.point')} onClose={onClose}>
      {/* The form around it saves on Ctrl+Enter, and other dialogs close on Escape: none of that is meant here. */}
      <div className="mt-2 grid gap-3" onKeyDown={(event) => event.stopPropagation()}>
        <p className="hint">{t('log.place.lead')}</p>
        <Suspense fallback={<div className="map grid place-items-center">{t('app.loading')}</div>}>
          <PlaceMap town={town} place={place} from={from} onPick={onChange} />
        </Suspense>
        <p data-chosen>
          {place === null ? (
            t('log.place.none')
          ) : (
            <>
              <span className="font-700">{t('log.place.chosen', { place: nearWords(place, town) })}</span>{' '}
              <span className="hint numbers">{degreesWords(place)}</span>
            </>
          )}
        </p>
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn" data-first onClick={onClose}>
            {t('action.close')}
          </button>
          {place !== null && (
            <button type="button" className="btn" onClick={() => onChange(null)}>
              {t('log.place.remove')}
            </button>
          )}
        </div>
        <p className="hint">{t('map.note')}</p>
      </div>
    </Dialog>
  );
};
