/** Who wants a password looked at: somebody from a browser that the officer used before, or anybody. */
export type Lane = 'known' | 'stranger';

/** Passwords looked at at once: each takes 19 MiB and some tens of milliseconds of a core. */
const atOnce = 2;
/** How many may wait, all together and from one address; a sign-in beyond that is told to come again. */
const waiting = { all: 64, ofOneAddress: 32 };

export interface PasswordGate {
  /** Runs `work` in its turn; null where too many wait already. Known browsers go first. */
  run<T>(lane: Lane, address: string, work: () => Promise<T>): Promise<T | null>;
}

/** At most two passwords are looked at at once, so that a flood of sign-ins does not take the hub's processor. */
export function createPasswordGate(): PasswordGate {
  const queues: Record<Lane, (() => void)[]> = { known: [], stranger: [] };
  const strangers = new Map<string, number>();
  let running = 0;

  const count = (address: string, change: number): void => {
    const left = (strangers.get(address) ?? 0) + change;
    if (left > 0) strangers.set(address, left);
    else strangers.delete(address);
  };
  const full = (lane: Lane, address: string): boolean =>
    lane === 'known'
      ? queues.known.length >= waiting.all
      : queues.stranger.length >= waiting.all || (strangers.get(address) ?? 0) >= waiting.ofOneAddress;

  async function turn(lane: Lane, address: string): Promise<void> {
    if (running < atOnce) {
      running++;
      return;
    }
    if (lane === 'stranger') count(address, 1);
    await new Promise<void>((resolve) => queues[lane].push(resolve));
    if (lane === 'stranger') count(address, -1);
  }

  /** The place goes straight to who is next, and is nobody's in between. */
  function leave(): void {
    const next = queues.known.shift() ?? queues.stranger.shift();
    if (next) next();
    else running--;
  }

  return {
    async run(lane, address, work) {
      if (running >= atOnce && full(lane, address)) return null;
      await turn(lane, address);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
