import type { ApiError } from '../api/client.js';
import { useText } from '../text/labels.js';

/** A refusal or a broken call, in words, where it happened. */
export const Failure = (props: { error: ApiError | null; onRetry?: () => void }) => {
  const t = useText();
  if (props.error === null) return null;
  return (
    <div className="my-3 rounded-8 border-2 border-danger bg-danger-soft p-3" data-failure>
      <p className="font-700">
        <span aria-hidden="true">⚠ </span>
        {props.error.problem.title}
      </p>
      {props.onRetry !== undefined && (
        <button type="button" className="btn mt-2" onClick={props.onRetry}>
          {t('action.retry')}
        </button>
      )}
    </div>
  );
};

/** Room kept for something that is being fetched. */
export const Waiting = (props: { lines?: number }) => {
  const t = useText();
  return (
    <div data-waiting className="grid gap-2" style={{ minHeight: `${(props.lines ?? 3) * 2}rem` }}>
      <p className="hint">{t('app.loading')}</p>
    </div>
  );
};
