import type { StateShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { useText } from '../text/labels.js';

/** Says so when JMA's telegrams no longer come: without it, a dead forwarder looks like a calm night. */
export const FeedNotice = ({ telegrams: { lastAt, silentSince } }: Pick<StateShape, 'telegrams'>) => {
  const t = useText();
  if (silentSince === null) return null;
  return (
    <section
      aria-labelledby="feed"
      className="mb-4 rounded-8 border-2 border-danger bg-danger-soft p-3"
      data-feed-silent
    >
      <h2 id="feed" className="numbers font-700">
        <span aria-hidden="true">× </span>
        {lastAt === null ? t('home.feedNever') : t('home.feedSilent', { time: dayAndTime(lastAt) })}
      </h2>
      <p>{t('home.feedSilentTodo')}</p>
    </section>
  );
};

/** When the last telegram came in: what "no new proposals" is worth. */
export const LastTelegram = ({ telegrams: { lastAt } }: Pick<StateShape, 'telegrams'>) => {
  const t = useText();
  return (
    <p className="hint numbers mt-1" data-last-telegram>
      {lastAt === null ? t('home.noTelegram') : t('home.lastTelegram', { time: dayAndTime(lastAt) })}
    </p>
  );
};
