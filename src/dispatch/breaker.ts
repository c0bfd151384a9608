/** Stops a channel that fails as a whole, and lets one call through now and then to see whether it is back. */
export interface Breaker {
  /** How many calls may start now: all, one (half open), or none. */
  allowance(now: number): 'all' | 'one' | 'none';
  succeeded(): void;
  failed(now: number): void;
  /** A call that was let through ended without telling: another may be. */
  undecided(): void;
  /** Nobody knows what became of a call: no fault, and no sign of life for which a channel would be trusted again. */
  unknown(now: number): void;
  /** Milliseconds until the next probe; 0 when closed, and while a probe is under way. */
  wait(now: number): number;
  readonly state: 'closed' | 'half-open' | 'open';
}

/** Opens after `threshold` channel faults in a row; probes after 1, 2, 4, … up to 30 seconds. */
export function createBreaker(threshold = 3): Breaker {
  let failures = 0;
  let retryAt = 0;
  let probing = false;
  const isOpen = () => failures >= threshold;
  const failed = (now: number): void => {
    failures++;
    probing = false;
    retryAt = now + Math.min(30_000, 1000 * 2 ** Math.max(0, failures - threshold));
  };
  return {
    get state() {
      return !isOpen() ? 'closed' : probing ? 'half-open' : 'open';
    },
    allowance(now) {
      if (!isOpen()) return 'all';
      if (probing || now < retryAt) return 'none';
      probing = true;
      return 'one';
    },
    succeeded() {
      failures = 0;
      probing = false;
    },
    failed,
    undecided() {
      probing = false;
    },
    unknown(now) {
      if (probing) failed(now);
    },
    wait: (now) => (isOpen() && !probing ? Math.max(0, retryAt - now) : 0),
  };
}
