import { findOvertaken } from '../store/overtaken.store.js';
import { findStopped } from '../store/stop.store.js';
import type { Call } from './calls.js';
import type { DispatchDeps } from './dispatch-deps.js';

/**
 * Looks at what is claimed and has not left: what a newer version overtook since, or an officer stopped, goes back, and is
 * superseded there or held.
 */
export interface Recall {
  /** Something was issued or stopped: compares what waits with it; nothing starts meanwhile. */
  start(): void;
  /** Whether nothing may start now. */
  bars(now: number): boolean;
  /** What waits was all claimed at this moment. */
  claimedAt(at: number): void;
  /** Nothing is read any more. */
  end(): Promise<void>;
}

/** What of the pump it needs. */
interface Waiting {
  readonly ready: readonly Call[];
  /** The claim that is being made. */
  claiming(): Promise<void> | null;
  giveBack(which: (call: Call) => boolean): void;
  /** The comparison is there. */
  done(): void;
}

/** Where others issue too, what waits is compared with it so often, and starts no more after so long. Milliseconds. */
const [compareEvery, freshFor] = [500, 1000];

export function createRecall({ store, clock, onBug }: DispatchDeps, waiting: Waiting): Recall {
  const { ready } = waiting;
  let running: Promise<void> | null = null;
  let comparing: Promise<void> | null = null;
  let comparedAt = -Infinity;
  let compareAt = -Infinity;

  async function compare(): Promise<void> {
    const began = clock.now();
    if (ready.length === 0) return;
    const ids = ready.flatMap(({ rows }) => rows.map(({ id }) => id));
    const over = await Promise.all([findOvertaken(store.read, ids), findStopped(store.read, ids)]);
    const isOver = (id: number) => over.some((some) => some.has(id));
    waiting.giveBack(({ rows }) => rows.some(({ id }) => isOver(id)));
    comparedAt = Math.max(comparedAt, began);
  }

  function compareMeanwhile(now: number): void {
    if (comparing || now < comparedAt + compareEvery || now < compareAt) return;
    compareAt = now + compareEvery;
    comparing = compare()
      .catch(onBug)
      .then(() => {
        comparing = null;
        waiting.done();
      });
  }

  return {
    start() {
      const mine = (running ?? Promise.resolve())
        // What is claimed at this moment may be overtaken too.
        .then(() => waiting.claiming())
        .then(compare)
        .catch(onBug);
      running = mine;
      void mine.then(() => {
        if (running !== mine) return;
        running = null;
        waiting.done();
      });
    },
    bars(now) {
      if (running) return true;
      // On PostgreSQL another process issues, lifts and stops too, and its wake-up may be lost.
      if (store.engine !== 'postgres' || ready.length === 0) return false;
      compareMeanwhile(now);
      return now >= comparedAt + freshFor;
    },
    claimedAt(at) {
      comparedAt = Math.max(comparedAt, at);
    },
    async end() {
      await Promise.all([running, comparing]);
    },
  };
}
