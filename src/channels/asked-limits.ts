import type { Channel, ChannelId, TextLimits } from '../domain/channel.js';

type AllLimits = Readonly<Record<ChannelId, TextLimits>>;

/**
 * Text limits in which a channel's own server has its say (a Mastodon instance chooses its length): asked once, all
 * at the same time. A server that doesn't answer within `patience` milliseconds, or doesn't say, leaves the documented
 * default standing and is reported.
 */
export async function askedLimits(
  defaults: AllLimits,
  channels: readonly Channel[],
  patience: number,
  unanswered: (channel: ChannelId) => void,
): Promise<AllLimits> {
  const limits = { ...defaults };
  const asks = channels.filter((channel) => channel.readSize !== undefined);
  await Promise.all(
    asks.map(async (channel) => {
      const size = await asked(channel, patience);
      if (size === null) unanswered(channel.id);
      else limits[channel.id] = { ...limits[channel.id], size };
    }),
  );
  return limits;
}

async function asked(channel: Channel, patience: number): Promise<number | null> {
  const late = AbortSignal.timeout(patience);
  const gaveUp = new Promise<null>((resolve) => late.addEventListener('abort', () => resolve(null)));
  const answer = Promise.resolve(channel.readSize?.(late) ?? null).catch(() => null);
  return await Promise.race([answer, gaveUp]);
}
