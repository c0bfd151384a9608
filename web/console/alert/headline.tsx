import type { ProgressShape } from '../api/types.js';
import { count } from '../text/format.js';
import { useText } from '../text/labels.js';
import { outcomeOf } from './outcome.js';

/** Whether it is over, in one line; never "finished" while somebody has to decide. `left`: what people still have to tell. */
export const Headline = ({ progress, left }: { progress: ProgressShape; left: number }) => {
  const t = useText();
  const { state, held, unreached, isMuch } = outcomeOf(progress.channels, progress.settled);
  const isBad = held > 0 || (isMuch && unreached > 0);
  const tone = isBad ? 'rounded-8 border-2 border-danger bg-danger-soft p-2' : '';
  return (
    <div className={`mb-2 ${tone}`} data-outcome={isBad ? 'bad' : state}>
      <p className="text-[1.125rem] font-700">
        {isBad && <span aria-hidden="true">⚠ </span>}
        {state === 'done' && left > 0
          ? t('progress.settledBut', { count: count(left) })
          : t(`progress.outcome.${state}`)}
      </p>
      {held > 0 && <p className="numbers font-700">{t('progress.held', { count: count(held) })}</p>}
      {unreached > 0 && (
        <p className={`numbers ${isMuch ? 'font-700' : ''}`}>
          {t(isMuch ? 'progress.manyUnreached' : 'progress.someUnreached', { count: count(unreached) })}
        </p>
      )}
    </div>
  );
};
