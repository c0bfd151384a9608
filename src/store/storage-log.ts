import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { unlessStorage, type Trouble } from '../platform/storage-fault.js';
import { appendLog } from './log.store.js';
import type { StorageState, StorageWatch } from './storage-watch.js';
import type { Store, Tx } from './store.js';

interface StorageLogParts {
  readonly store: Store;
  readonly storage: StorageWatch;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
  readonly newId: () => string;
  readonly onBug: (error: unknown) => void;
}

/** What is entered: a trouble of the disk, the ballast given up, or that all is well again. */
interface Note {
  readonly at: number;
  readonly sentence: string;
  /** The task's reason while it lasts; null closes what is open. */
  readonly task: string | null;
}

/** Milliseconds between two tries to write down what the disk did not take. */
const again = 1000;
/** What stays of a disk that comes and goes. */
const keep = 20;

/**
 * Tells consoles of every change of the storage, and enters it into the headquarters log with a task for a person, as
 * soon as the disk takes it. Returns how to stop.
 */
export function startStorageLog(parts: StorageLogParts): () => Promise<void> {
  const { store, storage, clock, notifier } = parts;
  let waiting: Note[] = [];
  let last: StorageState = { trouble: null, since: null, ballast: 'none' };
  let writing: Promise<void> = Promise.resolve();

  function heed(state: StorageState): void {
    const note = noteOf(last, state, clock.now());
    last = state;
    if (note !== null && waiting.at(-1)?.sentence !== note.sentence)
      waiting = [...waiting, note].slice(-keep);
    notifier.notify('changed', { topics: ['state', 'channels'] });
    schedule();
  }

  const schedule = () => {
    if (waiting.length > 0) writing = writing.then(write).catch(unlessStorage(parts.onBug));
  };

  async function write(): Promise<void> {
    const notes = waiting;
    if (notes.length === 0) return;
    await store.write(async (tx) => {
      for (const note of notes) await enter(tx, note, parts);
    }, 'needed');
    waiting = waiting.filter((note) => !notes.includes(note));
    notifier.notify('changed', { topics: ['log', 'tasks'] });
  }

  const forget = storage.onChange(heed);
  heed(storage.read());
  const timer = setInterval(schedule, again);
  return async () => {
    forget();
    clearInterval(timer);
    await writing;
  };
}

const sentences: Readonly<Record<Trouble, string>> = {
  full: 'log.storage-full',
  'read-only': 'log.storage-read-only',
  stalled: 'log.storage-stalled',
  failed: 'log.storage-failed',
};

function noteOf(before: StorageState, { trouble, ballast }: StorageState, at: number): Note | null {
  if (ballast === 'spent' && before.ballast !== 'spent')
    return { at, sentence: 'log.storage-ballast', task: 'ballast' };
  if (trouble !== null && trouble !== before.trouble && before.ballast !== 'spent')
    return { at, sentence: sentences[trouble], task: trouble };
  if (trouble === null && before.trouble !== null) return { at, sentence: 'log.storage-well', task: null };
  return null;
}

/** The log entry, and the task that stands open as long as the trouble does. */
async function enter(tx: Tx, { at, sentence, task }: Note, { say, clock, newId }: StorageLogParts) {
  const enteredAt = clock.now();
  const [open] = await tx.sql<{ reason: string }>(
    "SELECT reason FROM tasks WHERE kind = 'storage' AND closed_at IS NULL",
  );
  // A restart in the middle of it is no news.
  if ((open?.reason ?? null) === task) return;
  await appendLog(tx, {
    at,
    enteredAt,
    category: 'failure',
    actor: say('ja', 'log.hub'),
    text: say('ja', sentence),
    data: { storage: task },
  });
  await tx.sql(
    "UPDATE tasks SET closed_at = $1, closed_by = 'hub' WHERE kind = 'storage' AND closed_at IS NULL",
    enteredAt,
  );
  if (task !== null)
    await tx.sql(
      "INSERT INTO tasks (id, kind, reason, opened_at) VALUES ($1, 'storage', $2, $3)",
      newId(),
      task,
      at,
    );
}
