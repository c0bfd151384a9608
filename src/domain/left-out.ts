import { isCarried, type ChannelId } from './channel.js';
import { channelsOf, type Kind } from './kind.js';
import type { Slots } from './message.js';

/** Why an author left channels out, by channel: an approver must see why the loudspeakers stay silent. */
export type LeftOutReasons = Readonly<Partial<Record<ChannelId, string>>>;

/** The reasons that still say something: of channels that are off, in words. */
export const reasonsThatStand = (given: LeftOutReasons, channels: readonly ChannelId[]): LeftOutReasons =>
  Object.fromEntries(
    Object.entries(given)
      .map(([channel, reason]) => [channel as ChannelId, reason.trim()] as const)
      .filter(([channel, reason]) => reason !== '' && !channels.includes(channel)),
  );

export interface LeftOut {
  readonly channel: ChannelId;
  /** Null where nobody said why. */
  readonly reason: string | null;
}

/** What its kind would use and the message does not; what the kind itself leaves off is nobody's choice. */
export const leftOutOf = (
  kind: Kind,
  slots: Slots,
  channels: readonly ChannelId[],
  reasons: LeftOutReasons,
): readonly LeftOut[] => {
  const usual = channelsOf(kind, slots);
  return kind.channels
    .filter((channel) => isCarried(channel) && !channels.includes(channel))
    .filter((channel) => usual.includes(channel) || reasons[channel] !== undefined)
    .map((channel) => ({ channel, reason: reasons[channel] ?? null }));
};
