import type { StateShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { label, useText } from '../text/labels.js';

/** Channels that cannot be relied on, before everything else; not there while all are well. */
export const FailedNotice = ({ channels }: { channels: StateShape['channels'] }) => {
  const t = useText();
  const failed = channels.filter(({ state }) => state === 'down' || state === 'degraded');
  if (failed.length === 0) return null;
  return (
    <section
      aria-labelledby="failed"
      className="mb-4 rounded-8 border-2 border-danger bg-danger-soft p-3"
      data-failed-channels
    >
      <h2 id="failed" className="font-700">
        <span aria-hidden="true">× </span>
        {t('home.failed')}
      </h2>
      <ul className="numbers mt-1 flex flex-wrap gap-x-4">
        {failed.map(({ channel, state, since }) => (
          <li key={channel}>
            <span className="font-700">{label('channel', channel)}</span> {label('health', state)}
            {since !== null && ` ${t('home.since', { time: dayAndTime(since) })}`}
          </li>
        ))}
      </ul>
    </section>
  );
};
