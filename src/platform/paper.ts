import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PaperMade, PaperWork } from './paper-thread.js';

// Beside this file and of its kind: compiled in the product, as it stands where Node reads TypeScript itself.
const thread = new URL(`./paper-thread${extname(import.meta.url)}`, import.meta.url);

/** One at a time: each thread holds two fonts. */
let before: Promise<unknown> = Promise.resolve();

async function run(work: PaperWork): Promise<PaperMade> {
  const worker = new Worker(thread, { execArgv: [], workerData: work });
  const [made] = (await once(worker, 'message')) as [PaperMade];
  return made;
}

/**
 * Makes a PDF in a thread of its own: the first candidate that is one page, else the last. Definitions are pdfmake's, as plain
 * data, in the font `Noto`. Rejects when the thread fails: a bug.
 */
export function makePaper(work: PaperWork): Promise<PaperMade> {
  const made = before.then(() => run(work));
  before = made.catch(() => undefined);
  return made;
}
