import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import { anyEarly, takeEarly } from '../store/early-receipt.store.js';
import { recordReceipts } from '../store/receipt.store.js';
import type { Store } from '../store/store.js';

const lookEvery = 1_000;

/**
 * A callback can come before the answer to its own call, and long before that answer is asked for where it was lost: it is
 * kept, and read when its delivery is accepted. Returns a stop function.
 */
export function startEarlyReceipts(parts: {
  store: Store;
  clock: Clock;
  notifier: Notifier;
  onBug: (error: unknown) => void;
}): () => Promise<void> {
  const { store, clock, notifier } = parts;
  let working: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    if (!(await anyEarly(store.read.sql))) return;
    const versions = await store.lot(async (tx) => {
      const now = clock.now();
      const touched: string[] = [];
      for (const [channel, receipts] of await takeEarly(tx, now))
        touched.push(...(await recordReceipts(tx, channel, receipts, now)).versions);
      return touched;
    }, 'needed');
    for (const versionId of new Set(versions)) notifier.notify('progress', { versionId, alertId: '' });
  }

  const timer = setInterval(() => {
    working = working.then(look).catch(parts.onBug);
  }, lookEvery);
  return async () => {
    clearInterval(timer);
    await working;
  };
}
