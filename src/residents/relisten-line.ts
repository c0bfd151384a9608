import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import { recentBroadcasts } from '../store/broadcast.store.js';
import type { Store } from '../store/store.js';
import { relistenAnswers, type RelistenAnswers, type RelistenParts } from './relisten.js';

/** The line that repeats what was broadcast. Answers from memory: a town that calls all at once asks no table. */
export interface RelistenLine {
  readonly answers: RelistenAnswers;
  /** Ends the refreshing, and waits for the one under way. */
  close(): Promise<void>;
}

const day = 86_400_000;
/** What other processes issued, and what has grown a day old. Milliseconds. */
const refreshEvery = 15_000;

/**
 * Reads the broadcasts of the last day once, and again whenever something was issued. Where the database does not answer
 * the last known answers stand. @throws when the first reading fails.
 */
export async function openRelistenLine(
  parts: RelistenParts & {
    store: Store;
    clock: Clock;
    notifier: Notifier;
    onFailure: (error: unknown) => void;
  },
): Promise<RelistenLine> {
  const { store, clock, notifier, onFailure } = parts;
  const read = async () => relistenAnswers(parts, await recentBroadcasts(store.read, clock.now() - day));
  let answers = await read();
  let wanted = false;
  let reading: Promise<void> | null = null;

  /** One reading at a time; what changes meanwhile is read afterwards. */
  function refresh(): void {
    wanted = true;
    reading ??= (async () => {
      while (wanted) {
        wanted = false;
        answers = await read();
      }
    })()
      .catch(onFailure)
      .finally(() => (reading = null));
  }
  const forget = notifier.on('changed', ({ topics }) => {
    if (topics.includes('alerts')) refresh();
  });
  const timer = setInterval(refresh, refreshEvery);
  timer.unref();
  return {
    get answers() {
      return answers;
    },
    async close() {
      forget();
      clearInterval(timer);
      wanted = false;
      await reading;
    },
  };
}
