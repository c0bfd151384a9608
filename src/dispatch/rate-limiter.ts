// Dispatch: claims due deliveries, sends them through the channels, records what became of them.

/** Lets at most `perSecond` calls start in any sliding second (invariant RateLimit). */
export interface RateLimiter {
  /** 0 when a call may start now (and counts it), else the milliseconds to wait. */
  take(now: number): number;
  /** No call before this time: Retry-After. */
  pauseUntil(time: number): void;
  /** Milliseconds that a Retry-After still lasts; 0 without one. */
  paused(now: number): number;
}

/** A call is counted a turn of the event loop before it leaves, at times rounded to a millisecond. Milliseconds. */
const spare = 25;

/**
 * A ring of the last `perSecond` start times: a call may start when the oldest is over a second old, and a little more,
 * so that the provider's own second holds no more either. Rates below one a second stretch the window instead.
 */
export function createRateLimiter(perSecond: number): RateLimiter {
  const size = Math.max(1, Math.floor(perSecond));
  const window = Math.max(1000, (1000 * size) / perSecond) + spare;
  const starts = new Float64Array(size).fill(-Infinity);
  let next = 0;
  let pauseEnd = -Infinity;
  return {
    take(now) {
      if (now < pauseEnd) return pauseEnd - now;
      const wait = (starts[next] ?? -Infinity) + window - now;
      if (wait > 0) return wait;
      starts[next] = now;
      next = (next + 1) % size;
      return 0;
    },
    pauseUntil(time) {
      pauseEnd = Math.max(pauseEnd, time);
    },
    paused: (now) => Math.max(0, pauseEnd - now),
  };
}
