import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import { StorageFault, type Trouble } from '../platform/storage-fault.js';
import { isUnavailable } from '../platform/unavailable.js';
import type { StorageState, StorageWatch } from './storage-watch.js';
import { troubleIn } from './write-guard.js';

/** A write that succeeds so long after the last that did not means that all is well again. Milliseconds. */
const quiet = 10_000;

/**
 * The same for a PostgreSQL, whose disk is not this machine's: there is nothing to look at and no ballast to give up. What
 * the server says when it cannot write is refused in the same words, shown, and told once.
 */
export function watchServer({ clock, logger }: { clock: Clock; logger: Logger }): StorageWatch {
  const listeners = new Set<(state: StorageState) => void>();
  let state: StorageState = { trouble: null, since: null, ballast: 'none' };
  let failedAt = -Infinity;

  function note(trouble: Trouble | null): void {
    if (trouble === state.trouble) return;
    state = { trouble, since: trouble === null ? null : clock.now(), ballast: 'none' };
    if (trouble !== null)
      logger.error({ trouble }, 'PostgreSQL does not take what is written: commands are refused');
    for (const listener of listeners) listener(state);
  }

  async function run<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      const result = await attempt();
      if (clock.now() >= failedAt + quiet) note(null);
      return result;
    } catch (error) {
      // One that only reads is no primary any more: that it is away is the truer word.
      const met = isUnavailable(error) ? null : troubleIn(error);
      if (met !== 'full' && met !== 'failed') throw error;
      failedAt = clock.now();
      note(met);
      throw new StorageFault(met, error);
    }
  }

  return {
    run,
    onlyUrgent: () => false,
    read: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => Promise.resolve(),
  };
}
