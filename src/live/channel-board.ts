import { carriedChannelIds, type ChannelId } from '../domain/channel.js';
import type { StateShape } from '../wire/progress.js';
import type { Probed } from './channel-health.js';

type Row = StateShape['channels'][number];

/** The channels of this hub as they were last reached, then those that its configuration leaves off. */
export function channelBoard(probed: readonly Probed[], waiting: ReadonlyMap<string, number>): Row[] {
  const count = (channel: ChannelId): number => waiting.get(channel) ?? 0;
  const off = carriedChannelIds.filter((id) => !probed.some(({ channel }) => channel === id));
  return [
    ...probed.map(({ channel, health, checkedAt, since, lastUpAt }): Row => {
      const { state, detail = null } = health;
      return { channel, state, detail, checkedAt, since, lastUpAt, waiting: count(channel) };
    }),
    ...off.map((channel): Row => {
      const never = { detail: null, checkedAt: null, since: null, lastUpAt: null };
      return { channel, state: 'off', ...never, waiting: count(channel) };
    }),
  ];
}
