import type { ChannelId, Receipt } from '../domain/channel.js';
import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import { recordReceipts } from '../store/receipt.store.js';
import type { Store } from '../store/store.js';

/** Two or three callbacks come per SMS: they are written in lots, and each is answered once it is durable. */
export interface ReceiptLots {
  /** Resolves when the receipts are on the disk. */
  record(channel: ChannelId, receipts: readonly Receipt[]): Promise<void>;
}

/** Milliseconds that a lot is open. */
const lotDelay = 50;

export function createReceiptLots(parts: { store: Store; clock: Clock; notifier: Notifier }): ReceiptLots {
  const lots = new Map<ChannelId, { receipts: Receipt[]; written: Promise<void> }>();

  async function write(channel: ChannelId, receipts: readonly Receipt[]): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, lotDelay));
    lots.delete(channel);
    const { versions } = await parts.store.lot(
      (tx) => recordReceipts(tx, channel, receipts, parts.clock.now()),
      'needed',
    );
    for (const versionId of versions) parts.notifier.notify('progress', { versionId, alertId: '' });
  }

  return {
    record(channel, receipts) {
      let lot = lots.get(channel);
      if (!lot) {
        const waiting: Receipt[] = [];
        lot = { receipts: waiting, written: write(channel, waiting) };
        lots.set(channel, lot);
      }
      lot.receipts.push(...receipts);
      return lot.written;
    },
  };
}
