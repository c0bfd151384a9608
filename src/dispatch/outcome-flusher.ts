import type { ChannelId } from '../domain/channel.js';
import { ballastBelow } from '../domain/urgency.js';
import { buryAddresses, recordOutcomes, type Recorded } from '../store/delivery.store.js';
import type { Store } from '../store/store.js';
import { holdStopped } from '../store/task.store.js';

/** An outcome on its way to the database. */
export interface Heard extends Recorded {
  readonly channel: ChannelId;
  readonly versionId: string;
  readonly target: string;
  readonly rank: number;
}

export interface OutcomeFlusher {
  add(outcomes: readonly Heard[]): void;
  /** Resolves when everything added so far is durable. */
  drain(): Promise<void>;
}

const lotSize = 500;
const lotDelay = 50;
const retryDelay = 500;

/**
 * Writes outcomes in lots of 500 or every 50 ms. What a crash loses of the last lot comes back as unsure (invariant
 * BoundedUnsure), never as a second success.
 */
export function createOutcomeFlusher(
  store: Store,
  now: () => number,
  onFlushed: (lot: readonly Heard[], recorded: ReadonlySet<number>) => void,
  onBug: (error: unknown) => void,
): OutcomeFlusher {
  let waiting: Heard[] = [];
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let scheduled = false;

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    scheduled = false;
    const lot = waiting;
    waiting = [];
    if (lot.length === 0) return;
    let recorded: Set<number>;
    const weight = weightOf(lot);
    try {
      recorded = await store.lot(async (tx) => {
        const held = await recordOutcomes(tx, lot, now());
        const back = lot.filter(({ id, state }) => state === 'pending' && held.has(id));
        await holdStopped(tx, back, now());
        for (const [channel, targets] of deadTargets(lot)) await buryAddresses(tx, channel, targets, now());
        return held;
      }, weight);
    } catch (error) {
      // A disk that is full or stalled: what was heard is kept and written again, not turned into "unsure".
      waiting = [...lot, ...waiting];
      timer ??= setTimeout(schedule, retryDelay);
      throw error;
    }
    onFlushed(lot, recorded);
  }

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    running = running.then(flush).catch(onBug);
  };

  return {
    add(outcomes) {
      waiting.push(...outcomes);
      if (scheduled) return;
      if (waiting.length >= lotSize) schedule();
      else timer ??= setTimeout(schedule, lotDelay);
    },
    async drain() {
      schedule();
      await running;
    },
  };
}

/** What became of an urgent alert may cost the ballast. */
const weightOf = (lot: readonly Heard[]) =>
  lot.some(({ rank }) => rank < ballastBelow) ? 'urgent' : 'needed';

/**
 * Refused for what may be changed here: the countries that the town calls, or the key by which it is known. The address is
 * alive, and a wrong key in the configuration must not bury every one of them.
 */
const kept: ReadonlySet<string> = new Set([
  'sms.country',
  'voice.country',
  'push.foreign-token',
  'web-push.foreign-key',
]);

/** Targets that the provider called dead, per channel. */
function deadTargets(lot: readonly Heard[]): Map<ChannelId, string[]> {
  const dead = new Map<ChannelId, string[]>();
  for (const { state, fault, channel, target } of lot)
    if (state === 'refused' && fault?.at === 'target' && !kept.has(fault.code))
      dead.set(channel, [...(dead.get(channel) ?? []), target]);
  return dead;
}
