import type { ChannelId } from '../domain/channel.js';
import { storable } from '../domain/storable.js';
import { ballastBelow } from '../domain/urgency.js';
import { StorageFault } from '../platform/storage-fault.js';
import { isConflict, isUnavailable } from '../platform/unavailable.js';
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
  onSetAside: (row: Heard) => Promise<unknown> = () => Promise.resolve(),
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
    await keep(lot);
  }

  async function keep(lot: readonly Heard[]): Promise<void> {
    try {
      onFlushed(lot, await write(lot));
    } catch (error) {
      if (!isRefusal(error)) {
        // A disk that is full or stalled: what was heard is kept and written again, not turned into "unsure".
        waiting = [...lot, ...waiting];
        timer ??= setTimeout(schedule, retryDelay);
        throw error;
      }
      await keepButBad(lot, error);
    }
  }

  /** The database refuses a row, and with it the lot: the others are written without it (invariant Poison). */
  async function keepButBad(lot: readonly Heard[], error: unknown): Promise<void> {
    const [only] = lot;
    if (only && lot.length === 1) return setAside(only, error);
    const half = lot.length >> 1;
    await keep(lot.slice(0, half));
    await keep(lot.slice(half));
  }

  /** What came of it cannot be written down: a person's, who is told. If even that is refused, its lease ends as unsure. */
  async function setAside(row: Heard, error: unknown): Promise<void> {
    onBug(error);
    const { id, fence, channel, versionId, target, rank } = row;
    const fault = { at: 'call', code: 'hub.unrecorded' } as const;
    const held = { state: 'held', heldReason: 'unsure', fault } as const;
    const bare: Heard = { ...{ id, fence, channel, versionId, target, rank }, ...held };
    try {
      onFlushed([bare], await write([bare]));
      await onSetAside(bare);
    } catch (refusal) {
      onBug(refusal);
    }
  }

  const write = (lot: readonly Heard[]): Promise<Set<number>> =>
    store.lot(async (tx) => {
      const held = await recordOutcomes(tx, lot, now());
      const back = lot.filter(({ id, state }) => state === 'pending' && held.has(id));
      await holdStopped(tx, back, now());
      for (const [channel, targets] of deadTargets(lot)) await buryAddresses(tx, channel, targets, now());
      return held;
    }, weightOf(lot));

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    running = running.then(flush).catch(onBug);
  };

  return {
    add(outcomes) {
      for (const outcome of outcomes) waiting.push(storable(outcome));
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

/** An error that comes again with the same rows, rather than one of a disk or database that is away or busy. */
const isRefusal = (error: unknown): boolean =>
  !(error instanceof StorageFault) && !isUnavailable(error) && !isConflict(error);

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
