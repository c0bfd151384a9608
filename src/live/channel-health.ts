// Live: what consoles see at once: state, progress, channel health, over HTTP and socket.io.
import type { Channel, Health } from '../domain/channel.js';
import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';

/** What the probes of one channel said. Milliseconds UTC; null before the first one. */
export interface Probed {
  readonly channel: Channel['id'];
  readonly health: Health;
  readonly checkedAt: number | null;
  /** Since when it has been in this state. */
  readonly since: number | null;
  /** When it was last reached. */
  readonly lastUpAt: number | null;
}

/** What the last probe of each channel said. */
export interface ChannelHealth {
  read(): readonly Probed[];
  stop(): void;
}

const interval = 15_000;
const notYet = {
  health: { state: 'degraded', detail: 'not-probed' },
  ...{ checkedAt: null, since: null, lastUpAt: null },
} as const;

interface Deps {
  readonly clock: Clock;
  readonly notifier: Notifier;
  /** No probe leaves meanwhile, and what was known of a channel stands (safety R15). */
  readonly isSevered: () => boolean;
}

/** Probes every channel now and every 15 seconds; consoles hear of changes. */
export function startChannelHealth(
  channels: readonly Channel[],
  { clock, notifier, isSevered }: Deps,
): ChannelHealth {
  const known = new Map<string, Omit<Probed, 'channel'>>();

  async function probe(channel: Channel): Promise<void> {
    const health = await probeOne(channel);
    const now = clock.now();
    const before = known.get(channel.id);
    const same = before?.health.state === health.state;
    known.set(channel.id, {
      health,
      checkedAt: now,
      since: same ? before.since : now,
      lastUpAt: health.state === 'up' ? now : (before?.lastUpAt ?? null),
    });
    if (!same) notifier.notify('changed', { topics: ['channels'] });
  }
  const probeAll = () => {
    if (!isSevered()) channels.forEach((channel) => void probe(channel));
  };
  probeAll();
  const timer = setInterval(probeAll, interval);
  return {
    read: () => channels.map(({ id }) => ({ channel: id, ...(known.get(id) ?? notYet) })),
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
