import { carriedChannelIds, type ChannelId } from '../domain/channel.js';
import { isProxyTrouble, type ChannelTrouble, type ChannelTroubles } from '../domain/channel-trouble.js';
import type { StateShape } from '../wire/progress.js';
import type { Probed } from './channel-health.js';

type Row = StateShape['channels'][number];

/**
 * The channels of this hub as they were last reached and as their own sends went, then those that its configuration leaves
 * off. A far end may answer a probe and take nothing: what the sends say comes first.
 */
export function channelBoard(
  probed: readonly Probed[],
  waiting: ReadonlyMap<string, number>,
  troubles: ChannelTroubles,
): Row[] {
  const count = (channel: ChannelId): number => waiting.get(channel) ?? 0;
  const off = carriedChannelIds.filter((id) => !probed.some(({ channel }) => channel === id));
  return [
    ...probed.map(({ channel, health, checkedAt, since, lastUpAt }): Row => {
      const { state, detail = null } = health;
      const reached = { channel, state, detail, checkedAt, since, lastUpAt, waiting: count(channel) };
      const trouble = troubles.get(channel);
      return trouble === undefined ? { ...reached, failing: false } : failing(reached, trouble);
    }),
    ...off.map((channel): Row => {
      const never = { detail: null, checkedAt: null, since: null, lastUpAt: null };
      return { channel, state: 'off', ...never, waiting: count(channel), failing: false };
    }),
  ];
}

/** Down while something waits for it; else the last word of its sends, which the next one may disprove. */
function failing(reached: Omit<Row, 'failing'>, { state, code, detail, since }: ChannelTrouble): Row {
  const isDown = reached.state === 'down' || (state === 'down' && reached.waiting > 0);
  const from = reached.state === 'down' ? Math.min(reached.since ?? since, since) : since;
  const why = isProxyTrouble(detail) ? detail : code;
  return { ...reached, state: isDown ? 'down' : 'degraded', detail: why, since: from, failing: true };
}
