/** The process's clock: wall time for people and records, monotonic time for leases and expiry. */
export interface Clock {
  /** Milliseconds UTC. While the process lives it advances with monotonic time, so a clock jump moves nothing. */
  now(): number;
}

/** Wall time read once, then carried forward by monotonic time (invariant NoStale: jumps of ±2 h change nothing). */
export function createClock(
  wall: () => number = Date.now,
  mono: () => number = () => performance.now(),
): Clock {
  const wallAtStart = wall();
  const monoAtStart = mono();
  return { now: () => Math.round(wallAtStart + (mono() - monoAtStart)) };
}
