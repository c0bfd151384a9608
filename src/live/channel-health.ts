// Live: what consoles see at once: state, progress, channel health, over HTTP and socket.io.
import type { Channel, Health } from '../domain/channel.js';
import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';

/** What the last probe of each channel said. */
export interface ChannelHealth {
  read(): readonly { channel: Channel['id']; health: Health; checkedAt: number | null }[];
  stop(): void;
}

const interval = 15_000;

/** Probes every channel now and every 15 seconds; consoles hear of changes. */
export function startChannelHealth(
  channels: readonly Channel[],
  clock: Clock,
  notifier: Notifier,
): ChannelHealth {
  const known = new Map<string, { health: Health; checkedAt: number }>();

  async function probe(channel: Channel): Promise<void> {
    const health = await probeOne(channel);
    const before = known.get(channel.id)?.health.state;
    known.set(channel.id, { health, checkedAt: clock.now() });
    if (before !== health.state) notifier.notify('changed', { topics: ['channels'] });
  }
  const probeAll = () => channels.forEach((channel) => void probe(channel));
  probeAll();
  const timer = setInterval(probeAll, interval);
  return {
    read: () =>
      channels.map(({ id }) => ({
        channel: id,
        health: known.get(id)?.health ?? { state: 'degraded', detail: 'not probed yet' },
        checkedAt: known.get(id)?.checkedAt ?? null,
      })),
    stop: () => clearInterval(timer),
  };
}

/** A probe that throws has its answer: the channel is down, and why. */
async function probeOne(channel: Channel): Promise<Health> {
  if (!channel.probe) return { state: 'up' };
  try {
    return await channel.probe(AbortSignal.timeout(5000));
  } catch (error) {
    return { state: 'down', detail: (error as Error).message };
  }
}
