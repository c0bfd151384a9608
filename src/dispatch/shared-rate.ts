import type { Channel } from '../domain/channel.js';
import { pauseSlots, reserveSlots } from '../store/provider-rate.store.js';
import type { DispatchDeps } from './dispatch-deps.js';
import { createRateLimiter, type RateLimiter } from './rate-limiter.js';

/** The limiter of a channel: this process's own, or a bucket in the database where there may be other processes. */
export function limiterFor(
  { id, limits }: Channel,
  { store, clock, onBug }: DispatchDeps,
  onSlots: () => void,
): RateLimiter {
  if (store.engine === 'sqlite') return createRateLimiter(limits.callsPerSecond);
  return createSharedRate(limits.callsPerSecond, {
    reserve: (count, spacing) =>
      store.alone(async (tx) => {
        const asked = clock.now();
        const { begins, took } = await reserveSlots(tx, id, count, spacing * 1000);
        const answered = clock.now();
        const first = answered + begins / 1000;
        // The database's "now" was somewhere between: never early by the one end, never too late by the other.
        return { first, unsure: Math.max(0, answered - asked - took / 1000) };
      }),
    pause: (duration) => pauseSlots(store, id, duration * 1000),
    now: () => clock.now(),
    onSlots,
    onBug,
  });
}

/** Slots in a row: when the first may be used by this process's clock, and by how much that may be too late. */
export interface Slots {
  readonly first: number;
  readonly unsure: number;
}

/** Where slots come from. Milliseconds. */
export interface SlotSource {
  /** Takes slots that nobody else gets. */
  reserve(count: number, spacing: number): Promise<Slots>;
  pause(duration: number): Promise<unknown>;
  now(): number;
  /** Slots came that were waited for. */
  onSlots(): void;
  onBug(error: unknown): void;
}

/** A slot may be used so long after its time, else it is lost. Milliseconds. */
const late = 75;
/** What leaves here at its time may be so much later at the provider than what left before it. Milliseconds. */
const spare = 25;
/** A process holds no more than two portions of at most so long: what it does not use is lost to all. Milliseconds. */
const longest = 100;
const firstPortion = 16;
/** Looks again after this where nothing else tells it to; also after a database that did not answer. Milliseconds. */
const poll = 500;

/** Slots in hand, usable until `late` after their time by this process's clock. */
interface Portion {
  readonly first: number;
  readonly count: number;
  readonly late: number;
  next: number;
}

/**
 * A rate that several processes keep together (invariant RateLimit). Slots lie (1 s + late + spare) / rate apart: those
 * that any second of the provider's can see lie within 1 s + late + spare, so it holds no more than the rate. Processes
 * need not agree on a clock: a slot's time is counted from the database's answer (ADR 0023).
 */
export function createSharedRate(perSecond: number, source: SlotSource): RateLimiter {
  const rate = perSecond >= 1 ? Math.floor(perSecond) : perSecond;
  const spacing = (1000 + late + spare) / rate;
  const largest = Math.max(1, Math.floor(longest / spacing));
  let size = Math.min(largest, firstPortion);
  let portions: Portion[] = [];
  let refilling = false;
  let starved = false;
  let lost = 0;
  /** How long the last reservation took: what is used meanwhile must be in hand. */
  let trip = 0;
  let retryAt = -Infinity;
  let pauseEnd = -Infinity;

  const left = () => portions.reduce((sum, { count, next }) => sum + count - next, 0);

  /** The slot to use now; else how long until the next, Infinity when none is left. */
  function useSlot(now: number): number {
    for (let portion = portions[0]; portion; portion = portions[0]) {
      const usable = Math.ceil((now - portion.late - portion.first) / spacing);
      if (usable > portion.next) {
        lost += Math.min(usable, portion.count) - portion.next;
        portion.next = usable;
      }
      if (portion.next >= portion.count) {
        portions.shift();
        continue;
      }
      const wait = portion.first + portion.next * spacing - now;
      if (wait > 0) return wait;
      portion.next++;
      return 0;
    }
    return Infinity;
  }

  /**
   * Portions grow while they are too few, and shrink when slots are lost that others could have used; not below what
   * two trips to the database need, or a slow machine would lose slots because it has few, and have fewer still.
   */
  async function refill(): Promise<void> {
    refilling = true;
    if (lost > size / 2) size = Math.max(1, size >> 1);
    else if (starved) size = Math.min(largest, size * 2);
    size = Math.max(size, Math.min(largest, Math.ceil((2 * trip) / spacing)));
    [lost, starved] = [0, false];
    const count = size;
    const asked = source.now();
    try {
      const { first, unsure } = await source.reserve(count, spacing);
      portions.push({ first, count, late: late - unsure, next: 0 });
      trip = source.now() - asked;
    } catch (error) {
      retryAt = source.now() + poll;
      source.onBug(error);
    }
    refilling = false;
    source.onSlots();
  }

  return {
    take(now) {
      if (now < pauseEnd) return pauseEnd - now;
      const wait = useSlot(now);
      if (wait === Infinity) starved = true;
      if (!refilling && now >= retryAt && left() <= size / 2) void refill();
      return Math.min(wait, poll);
    },
    pauseUntil(time) {
      if (time <= pauseEnd) return;
      pauseEnd = time;
      portions = [];
      source.pause(Math.max(0, time - source.now())).catch(source.onBug);
    },
    paused: (now) => Math.max(0, pauseEnd - now),
  };
}
