import { open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ledgerEntrySchema } from '../wire/virtual-town.js';
import type { Ledger } from './ledger.js';

/** Milliseconds between two lots. */
const pause = 250;

async function reload(path: string, ledger: Ledger): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  for (const line of whole.split('\n').slice(0, -1)) {
    const entry = ledgerEntrySchema.parse(JSON.parse(line));
    ledger.add(entry, entry.at);
  }
}

/** Reads the ledger of an earlier run back in and appends what follows, a lot every 250 ms. */
export async function openLedgerFile(dataDir: string, ledger: Ledger): Promise<{ close(): Promise<void> }> {
  const path = join(dataDir, 'ledger.jsonl');
  await reload(path, ledger);
  const file = await open(path, 'a', 0o600);
  let written = ledger.size;
  let generation = ledger.generation;
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    if (ledger.generation !== generation) {
      generation = ledger.generation;
      written = 0;
      await file.truncate(0);
    }
    const lot = ledger.entries({ after: written - 1 });
    written += lot.length;
    if (lot.length > 0) await file.appendFile(lot.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  };
  const timer = setInterval(() => (writing = writing.then(flush)), pause);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await writing.then(flush);
      await file.close();
    },
  };
}
