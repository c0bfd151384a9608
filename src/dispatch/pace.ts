/** Below this nothing is learnt from a stretch of time. Milliseconds. */
const shortest = 5;

/** How fast a channel's calls go, which is its rate or what provider and machine make of it. */
export interface Pace {
  /** A call has started. */
  count(): void;
  /** Calls a second since it was read last; it rises at once and falls by halves. */
  read(now: number): number;
}

export function createPace(now: number): Pace {
  let started = 0;
  let since = now;
  let pace = 0;
  return {
    count: () => void (started += 1),
    read(now) {
      const elapsed = now - since;
      if (elapsed < shortest) return pace;
      const fresh = (started / elapsed) * 1000;
      pace = fresh > pace ? fresh : (pace + fresh) / 2;
      started = 0;
      since = now;
      return pace;
    },
  };
}
