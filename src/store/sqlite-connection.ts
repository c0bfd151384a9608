import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface ThreadOptions {
  readonly file: string;
  readonly readonly: boolean;
  /** Run in this order when the file is open: `journal_mode = WAL`. */
  readonly pragmas: readonly string[];
}

export interface ThreadQuestion {
  readonly id: number;
  readonly text: string;
  readonly values: readonly unknown[];
}

export type ThreadAnswer = { readonly id: number } & (
  | { readonly rows: readonly unknown[] }
  | { readonly changes: number; readonly lastId: number }
  | { readonly error: { readonly message: string; readonly code: string | undefined } }
);

/** What a statement answered: rows, or how many it changed. */
export type Answer = Exclude<ThreadAnswer, { readonly error: unknown }>;

/** One connection, in a thread of its own. Statements run one after the other, in the order they were given. */
export interface SqliteConnection {
  /** `values` as better-sqlite3 binds them. @throws Error with SQLite's own `code` */
  run(text: string, values: readonly unknown[]): Promise<Answer>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

// Beside this file and of its kind: compiled in the product, as it stands where Node reads TypeScript itself.
const thread = new URL(`./sqlite-thread${extname(import.meta.url)}`, import.meta.url);

const sqliteError = ({ message, code }: { message: string; code: string | undefined }): Error =>
  Object.assign(new Error(message), { name: 'SqliteError', code });

const threadEnded = { message: 'the thread of the database ended', code: 'EIO' };

/** Opens a file in a thread. @throws Error when it cannot be opened */
export async function openConnection(options: ThreadOptions): Promise<SqliteConnection> {
  const worker = new Worker(thread, { workerData: options, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let closing = false;
  let ended: Error | null = null;

  function end(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  }
  const exited = new Promise<void>((resolve) =>
    worker.once('exit', () => {
      // Nobody asked it to end: what a write then meets is a storage that failed, and is refused as that.
      end(closing ? new Error('the database is closed') : sqliteError(threadEnded));
      resolve();
    }),
  );
  worker.on('error', end);
  worker.on('message', (answer: ThreadAnswer) => {
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    // What nobody waits for keeps no process alive.
    if (waiting.size === 0 && !closing) worker.unref();
    if ('error' in answer) asker?.reject(sqliteError(answer.error));
    else asker?.resolve(answer);
  });

  const connection: SqliteConnection = {
    run(text, values) {
      if (ended !== null) return Promise.reject(ended);
      const id = ++last;
      return new Promise<Answer>((resolve, reject) => {
        if (waiting.size === 0) worker.ref();
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, text, values } satisfies ThreadQuestion);
      });
    },
    async close() {
      closing = true;
      worker.ref();
      worker.postMessage('close');
      await exited;
    },
  };
  await connection.run('SELECT 1', []);
  return connection;
}
