import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PaperMade, PaperWork } from './paper-thread.js';

// Beside this file and of its kind: compiled in the product, as it stands where Node reads TypeScript itself.
const thread = new URL(`./paper-thread${extname(import.meta.url)}`, import.meta.url);

/** Somebody waits for a page (`soon`: a fax, a card), or nobody does (`later`: the pack, which takes minutes). */
type Lane = 'soon' | 'later';

/** One at a time in each lane: a thread holds two fonts, and a fax does not wait for a pack. */
const before: Record<Lane, Promise<unknown>> = { soon: Promise.resolve(), later: Promise.resolve() };

async function run(work: PaperWork): Promise<PaperMade> {
  const worker = new Worker(thread, { execArgv: [], workerData: work });
  const [made] = (await once(worker, 'message')) as [PaperMade];
  return made;
}

/**
 * Makes a PDF in a thread of its own: the first candidate that is one page, else the last. Definitions are pdfmake's, as plain
 * data, in the font `Noto`; the table layout `framed` is a thick frame. Rejects when the thread fails: a bug.
 */
export function makePaper(work: PaperWork, lane: Lane = 'soon'): Promise<PaperMade> {
  const made = before[lane].then(() => run(work));
  before[lane] = made.catch(() => undefined);
  return made;
}
