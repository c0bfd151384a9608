import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import { StorageFault, type Trouble } from '../platform/storage-fault.js';
import { openBallast, type BallastState } from './ballast.js';
import { lookAtDisk, type Look } from './storage-probe.js';
import { troubleIn, type Weight, type WeightOf, type WriteGuard } from './write-guard.js';

/** How the disk of the data directory is. */
export interface StorageState {
  readonly trouble: Trouble | null;
  /** Milliseconds UTC since when. */
  readonly since: number | null;
  readonly ballast: BallastState;
}

/** Watches the disk and stands around every write. */
export interface StorageWatch extends WriteGuard {
  read(): StorageState;
  /** Calls back at every change of state. Returns how to forget. */
  onChange(listener: (state: StorageState) => void): () => void;
  stop(): Promise<void>;
}

export interface StorageOptions {
  readonly dataDir: string;
  readonly ballastBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Milliseconds between two looks at the disk. */
const interval = 1000;
/** A look that takes longer means that the disk stalls: writes would hold the event loop, so they are refused. */
const patience = 5000;
/** How long a write waits while another process holds the database, and between two tries. */
const busyPatience = 3000;
const busyPause = 50;
/** The same trouble is told again after this at the earliest. Milliseconds. */
const quiet = 60_000;

export function watchStorage({ dataDir, ballastBytes, clock, logger }: StorageOptions): StorageWatch {
  const ballast = openBallast(dataDir, ballastBytes);
  const listeners = new Set<(state: StorageState) => void>();
  let trouble: Trouble | null = null;
  let since: number | null = null;
  let toldBallast: BallastState | null = null;
  const toldAt = new Map<Trouble, number>();
  let stopped = false;

  function note(now: Trouble | null): void {
    const [turned, ballastTurned] = [now !== trouble, ballast.state !== toldBallast];
    if (!turned && !ballastTurned) return;
    if (turned) [trouble, since] = [now, now === null ? null : clock.now()];
    if (turned) tellTrouble();
    if (ballastTurned) tellBallast(ballast.state);
    toldBallast = ballast.state;
    for (const listener of listeners) listener({ trouble, since, ballast: ballast.state });
  }

  function tellTrouble(): void {
    if (trouble === null) return;
    const now = clock.now();
    if (now - (toldAt.get(trouble) ?? -Infinity) < quiet) return;
    toldAt.set(trouble, now);
    logger.error({ trouble, dataDir }, 'the disk does not take what is written: commands are refused');
  }

  function tellBallast(state: BallastState): void {
    if (state === 'missing')
      logger.warn({ ballastBytes }, 'there is no room for the ballast: a full disk would stop urgent alerts');
    if (state === 'spent')
      logger.error({ ballastBytes }, 'the disk is full and the ballast given up: only urgent alerts go out');
  }

  /** One look; where it lasts, the disk stalls until one ends in time: a block that took seconds is no word that all is well. */
  async function look(): Promise<void> {
    let lasted = false;
    const looking = lookAtDisk(dataDir);
    const slow = setTimeout(() => {
      // A loop that was held hears late of a look that ended in time.
      setImmediate(() => {
        void Promise.race([looking, null]).then((done) => {
          lasted = done === null;
          if (lasted) note('stalled');
        });
      });
    }, patience);
    const seen = await looking;
    clearTimeout(slow);
    if (lasted && seen.trouble === null) return;
    if (!stopped && seen.trouble === null) await remake();
    note(stillFull(seen) ? 'full' : seen.trouble);
  }

  const stillFull = ({ trouble: seen }: Look) => seen === null && ballast.state === 'spent';

  async function remake(): Promise<void> {
    await ballast.make().catch((error: unknown) => {
      if (troubleIn(error) !== 'full') logger.warn({ err: error }, 'the ballast could not be made');
    });
  }

  let timer: NodeJS.Timeout | undefined;
  let looking = round();
  async function round(): Promise<void> {
    await look();
    if (!stopped) timer = setTimeout(() => (looking = round()), interval);
  }

  async function run<T>(attempt: () => Promise<T>, weight: WeightOf): Promise<T> {
    if (trouble === 'stalled') throw new StorageFault('stalled');
    if (ballast.state === 'spent' && (await weigh(weight)) === 'ordinary') throw new StorageFault('full');
    try {
      return await untilFree(attempt);
    } catch (error) {
      const met = await judge(error);
      if (met === null) throw error;
      if (met === 'full' && ballast.state === 'whole' && (await weigh(weight)) === 'urgent')
        return await withoutBallast(attempt);
      note(met);
      throw new StorageFault(met, error);
    }
  }

  async function withoutBallast<T>(attempt: () => Promise<T>): Promise<T> {
    ballast.giveUp();
    note('full');
    try {
      return await attempt();
    } catch (error) {
      const met = await judge(error);
      throw met === null ? error : new StorageFault(met, error);
    }
  }

  /** What an error says of the storage; null where it is none of its business. */
  async function judge(error: unknown): Promise<Trouble | null> {
    const said = troubleIn(error);
    if (said === 'busy') return 'stalled';
    return said === 'ask' ? ((await lookAtDisk(dataDir)).trouble ?? 'failed') : said;
  }

  return {
    run,
    onlyUrgent: () => ballast.state === 'spent',
    read: () => ({ trouble, since, ballast: ballast.state }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

const weigh = (weight: WeightOf): Weight | Promise<Weight> =>
  typeof weight === 'function' ? weight() : weight;

/** Another process may hold the database for a moment: waits without holding the event loop. */
async function untilFree<T>(attempt: () => Promise<T>): Promise<T> {
  const end = performance.now() + busyPatience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (troubleIn(error) !== 'busy' || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, busyPause));
    }
  }
}
