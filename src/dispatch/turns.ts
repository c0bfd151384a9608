import type { RateLimiter } from './rate-limiter.js';

/** Who starts a call before the deliveries that wait: an approver's ring first, then the question what became of a call. */
const fronts = ['ring', 'ask'] as const;
type Front = (typeof fronts)[number];

/** One channel's rate, kept by all who call its provider (invariant RateLimit). */
export interface Turns extends RateLimiter {
  /** Resolves with true when a call may start, and counts it; with false after `patience` milliseconds, or at `close`. */
  ahead(who: Front, patience: number): Promise<boolean>;
  /** The limiter has more than it last said. */
  look(): void;
  close(): void;
}

/** While deliveries want to start too, every other turn is theirs; one that was not taken for so long is lost. Milliseconds. */
const keptTurn = 2_000;
/** Looks again after this at the latest. Milliseconds. */
const poll = 250;

interface Waiter {
  done(may: boolean): void;
}

export function createTurns(limiter: RateLimiter, now: () => number): Turns {
  const waiting: Record<Front, Waiter[]> = { ring: [], ask: [] };
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** Deliveries were told to wait since their last start. */
  let wanted = false;
  /** The next turn is a delivery's until then. */
  let keptUntil = -Infinity;

  /** Whoever may go before the deliveries now. */
  const first = (at: number): Front | undefined =>
    fronts.find((who) => waiting[who].length > 0 && (who === 'ring' || at >= keptUntil));

  /** Starts those in front; how long the next of them waits, 0 when there is none. */
  function serve(at: number): number {
    for (let who = first(at); who !== undefined; who = first(at)) {
      const wait = limiter.take(at);
      if (wait > 0) return wait;
      waiting[who].shift()?.done(true);
      if (who === 'ask' && wanted) keptUntil = at + keptTurn;
    }
    return 0;
  }

  function look(): void {
    clearTimeout(timer);
    const wait = serve(now());
    if (waiting.ring.length + waiting.ask.length === 0) return;
    timer = setTimeout(look, Math.max(1, Math.min(poll, wait === 0 ? poll : wait)));
  }

  return {
    take(at) {
      const wait = serve(at) || limiter.take(at);
      wanted = wait > 0;
      if (wait === 0) {
        keptUntil = -Infinity;
        if (waiting.ask.length > 0) look();
      }
      return wait;
    },
    pauseUntil: (time) => limiter.pauseUntil(time),
    paused: (at) => limiter.paused(at),
    ahead: (who, patience) =>
      new Promise((resolve) => {
        if (closed) return resolve(false);
        const late = setTimeout(() => waiter.done(false), patience);
        const waiter: Waiter = {
          done(may) {
            clearTimeout(late);
            waiting[who] = waiting[who].filter((other) => other !== waiter);
            resolve(may);
          },
        };
        waiting[who].push(waiter);
        look();
      }),
    look,
    close() {
      closed = true;
      clearTimeout(timer);
      for (const who of fronts) for (const waiter of [...waiting[who]]) waiter.done(false);
    },
  };
}
