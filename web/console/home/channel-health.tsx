import type { StateShape } from '../api/types.js';
import { clock, count, dayAndTime } from '../text/format.js';
import { label, useText } from '../text/labels.js';
import { troubleText } from '../text/trouble.js';

const sign = { up: '○', degraded: '△', down: '×', off: '－' } as const;
const tone = {
  up: 'text-success',
  degraded: 'text-warning',
  down: 'text-danger',
  off: 'text-warning',
} as const;

/** Whether each channel can be reached, in sign and word. */
export const ChannelHealth = ({ channels }: { channels: StateShape['channels'] }) => {
  const t = useText();
  const lastReached = (at: number | null): string =>
    at === null ? t('home.neverReached') : t('home.lastReached', { time: dayAndTime(at) });
  return (
    <ul className="grid gap-2">
      {channels.map((channel) => (
        <li
          key={channel.channel}
          className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-line pb-2"
        >
          <span className="font-700">{label('channel', channel.channel)}</span>
          <span className={`font-700 ${tone[channel.state]}`}>
            <span aria-hidden="true">{sign[channel.state]} </span>
            {label('health', channel.state)}
          </span>
          <span className="hint numbers w-full">
            {t('home.channelWaiting', { count: count(channel.waiting) })}
            {channel.checkedAt !== null && ` ・ ${t('home.checkedAt', { time: clock(channel.checkedAt) })}`}
            {channel.state !== 'up' && channel.state !== 'off' && ` ・ ${lastReached(channel.lastUpAt)}`}
            {channel.failing && ` ・ ${t('channels.failing')}`}
            {channel.detail !== null && ` ・ ${troubleText(channel.detail)}`}
          </span>
        </li>
      ))}
    </ul>
  );
};
