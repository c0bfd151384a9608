import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SealAnswer, SealQuestion } from './web-push-thread.js';

/** A body; `bad-key` when the browser's key is none; `busy` when too much waits or a thread ended: nothing has left. */
export type Sealed = Uint8Array | 'bad-key' | 'busy';

export interface Sealer {
  seal(payload: string, keys: { readonly p256dh: string; readonly auth: string }): Promise<Sealed>;
  close(): Promise<void>;
}

export interface SealerOptions {
  readonly threads?: number;
  /** Messages that may wait for a thread at a time. */
  readonly queue?: number;
}

// Beside this file and of its kind: compiled in the product, as it stands where Node reads TypeScript itself.
const thread = new URL(`./web-push-thread${extname(import.meta.url)}`, import.meta.url);

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, (sealed: Sealed) => void>;
  asked: SealQuestion[];
}

function start(ended: (thread: Thread) => void): Thread {
  const worker = new Worker(thread, { execArgv: [] });
  const started: Thread = { worker, waiting: new Map(), asked: [] };
  worker.unref();
  worker.on('message', (answers: readonly SealAnswer[]) => {
    for (const { id, body } of answers) {
      started.waiting.get(id)?.(body ?? 'bad-key');
      started.waiting.delete(id);
    }
    // What nobody waits for keeps no process alive.
    if (started.waiting.size === 0) worker.unref();
  });
  // Its end follows, and settles what waits for it.
  worker.on('error', () => undefined);
  worker.once('exit', () => {
    for (const settle of started.waiting.values()) settle('busy');
    started.waiting.clear();
    ended(started);
  });
  return started;
}

/** Encryption in threads of its own, started with the first message; what comes in one turn goes over together. */
export function createSealer({ threads = 2, queue = 5000 }: SealerOptions = {}): Sealer {
  const pool: Thread[] = [];
  let last = 0;
  let flushing = false;

  const leastBusy = (): Thread => {
    if (pool.length < threads && pool.every(({ waiting }) => waiting.size > 0)) {
      const started = start((ended) => void pool.splice(pool.indexOf(ended), 1));
      pool.push(started);
      return started;
    }
    return pool.reduce((best, each) => (each.waiting.size < best.waiting.size ? each : best));
  };
  const flush = (): void => {
    flushing = false;
    for (const each of pool) {
      if (each.asked.length === 0) continue;
      each.worker.postMessage(each.asked);
      each.asked = [];
    }
  };

  return {
    seal(payload, { p256dh, auth }) {
      if (pool.reduce((sum, { waiting }) => sum + waiting.size, 0) >= queue) return Promise.resolve('busy');
      const chosen = leastBusy();
      const id = ++last;
      return new Promise((resolve) => {
        if (chosen.waiting.size === 0) chosen.worker.ref();
        chosen.waiting.set(id, resolve);
        chosen.asked.push({ id, payload, p256dh, auth });
        if (flushing) return;
        flushing = true;
        setImmediate(flush);
      });
    },
    async close() {
      await Promise.all(
        pool.map(async ({ worker }) => {
          const ended = new Promise((resolve) => worker.once('exit', resolve));
          worker.ref();
          worker.postMessage('close');
          await ended;
        }),
      );
    },
  };
}
