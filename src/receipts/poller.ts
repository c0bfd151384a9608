// Receipts: what providers say later about what they took.
import type { Channel } from '../domain/channel.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { unlessStorage } from '../platform/storage-fault.js';
import { appendLog } from '../store/log.store.js';
import { unreceipted } from '../store/progress.store.js';
import { recordReceipts, type Interrupted } from '../store/receipt.store.js';
import type { Store, Tx } from '../store/store.js';
import { openUnsaidTask } from '../store/unsaid.store.js';

const interval = 2000;
const lot = 100;

/** Asks channels that answer back (the radio gateway) what became of what they accepted. Returns a stop function. */
export function startReceiptPoller(
  channels: readonly Channel[],
  parts: { store: Store; clock: Clock; notifier: Notifier; logger: Logger; say: Say },
): () => Promise<void> {
  let working: Promise<void> = Promise.resolve();

  async function pollOne(channel: Channel): Promise<void> {
    const waiting = await unreceipted(parts.store.read, channel.id, lot);
    const refs = [...new Set(waiting.map((row) => row.ref))];
    if (refs.length === 0 || !channel.poll) return;
    const receipts = await channel.poll(refs);
    if (receipts.length === 0) return;
    const { versions, interrupted, unsaid } = await parts.store.write(async (tx) => {
      const recorded = await recordReceipts(tx, channel.id, receipts, parts.clock.now());
      for (const one of recorded.interrupted) await logInterrupted(tx, channel, one);
      for (const one of recorded.unsaid) await openUnsaidTask(tx, one, parts.clock.now(), parts.say);
      return recorded;
    }, 'needed');
    if (interrupted.length + unsaid.length > 0)
      parts.notifier.notify('changed', { topics: ['log', 'tasks'] });
    for (const versionId of versions) parts.notifier.notify('progress', { versionId, alertId: '' });
  }

  const logInterrupted = (tx: Tx, channel: Channel, { versionId, alertId, by }: Interrupted) =>
    appendLog(tx, {
      at: parts.clock.now(),
      enteredAt: parts.clock.now(),
      category: 'failure',
      actor: parts.say('ja', 'log.hub'),
      text: parts.say('ja', 'log.interrupted', {
        channel: parts.say('ja', `channel.${channel.id}`),
        by: parts.say('ja', `interrupted-by.${by}`),
      }),
      alertId,
      data: { versionId, channel: channel.id, by },
    });

  const timer = setInterval(() => {
    working = working.then(async () => {
      for (const channel of channels)
        await pollOne(channel).catch(
          unlessStorage((error) =>
            parts.logger.warn({ channel: channel.id, err: error }, 'a channel did not answer back'),
          ),
        );
    });
  }, interval);
  return async () => {
    clearInterval(timer);
    await working;
  };
}
