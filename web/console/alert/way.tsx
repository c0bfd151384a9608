import type { ChannelProgress } from '../api/types.js';
import { useNow } from '../shell/use-now.js';
import { clock, count, duration, remaining } from '../text/format.js';
import { useText } from '../text/labels.js';
import { paceOf, type Pace } from './pace.js';

export interface WayProps {
  readonly channel: ChannelProgress;
  /** Milliseconds UTC; null before the issue. */
  readonly issuedAt: number | null;
}

/** First and last hand-off, how fast it goes and how long it still takes; said where it stands still. */
export const Way = ({ channel, issuedAt }: WayProps) => {
  const pace = paceOf({ ...channel, issuedAt }, useNow(5000));
  const neverBegan = channel.firstHandOffAt === null && pace !== null;
  return (
    <>
      {!neverBegan && <HandOff channel={channel} />}
      {pace !== null && <PaceLine pace={pace} neverBegan={neverBegan} />}
    </>
  );
};

const HandOff = ({ channel }: { channel: ChannelProgress }) => {
  const t = useText();
  return (
    <p className="hint numbers">
      {channel.firstHandOffAt === null
        ? t('progress.noHandOff')
        : t('progress.handOff', {
            first: clock(channel.firstHandOffAt),
            last: clock(channel.lastHandOffAt ?? channel.firstHandOffAt),
          })}
      {channel.took !== null && (
        <span className="block" data-took>
          {t('progress.took', { half: duration(channel.took.p50), most: duration(channel.took.p95) })}
        </span>
      )}
    </p>
  );
};

/** Of a slow channel, as a radio is, the first decimal counts. */
const roughly = (perSecond: number): number =>
  perSecond < 10 ? Math.max(0.1, Math.round(perSecond * 10) / 10) : Math.round(perSecond);

const PaceLine = ({ pace, neverBegan }: { pace: Pace; neverBegan: boolean }) => {
  const t = useText();
  const now = useNow(5000);
  return (
    <p className="hint numbers" data-pace>
      {'stalledSince' in pace
        ? t(neverBegan ? 'progress.neverBegan' : 'progress.stalled', { time: clock(pace.stalledSince) })
        : t('progress.pace', {
            perSecond: count(roughly(pace.perSecond)),
            time: remaining(pace.secondsLeft * 1000),
            until: clock(now + pace.secondsLeft * 1000),
          })}
    </p>
  );
};
