/** The real dispatcher and the real adapters on a database of their own, against a virtual town of their own. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createDrillChannels } from '../../src/channels/drill-channels.js';
import { startDispatcher, type Dispatcher } from '../../src/dispatch/dispatcher.js';
import type { Channel } from '../../src/domain/channel.js';
import { createClock, type Clock } from '../../src/platform/clock.js';
import { newId } from '../../src/platform/id.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { paths } from '../../src/platform/paths.js';
import { loadSentences } from '../../src/platform/sentences.js';
import { startEarlyReceipts } from '../../src/receipts/early.js';
import { startReceiptPoller } from '../../src/receipts/poller.js';
import { createReceiptLots } from '../../src/receipts/receipt-lots.js';
import { seeded } from '../support/seeded.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { startTestTown, type TestTown } from '../support/virtual-town.js';
import { sqliteAudit, type Audit } from './audit.js';

export interface EngineRun {
  readonly it: TestStore;
  readonly town: TestTown;
  readonly audit: Audit;
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly seed: number;
  readonly clock?: Clock;
  /** Stands between the dispatcher and an adapter: another timeout, another concurrency, a broken mechanism. */
  readonly through?: (channel: Channel) => Channel;
  readonly prepare: (run: Pick<EngineRun, 'it' | 'town'>) => Promise<void>;
}

/** Starts the dispatcher once `prepare` has issued and set the faults. */
export async function startEngine(options: EngineOptions): Promise<EngineRun> {
  const { clock = createClock(), through = (channel) => channel } = options;
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const it = await openTestStore();
    closing.push(() => it.close());
    const audit = sqliteAudit(it.dir);
    await audit.install();
    const town = await startTestTown();
    closing.push(() => town.close());
    const logger = pino({ level: 'silent' });
    const notifier = createNotifier((error) => logger.error(error));
    const parts = { store: it.store, clock, notifier, logger };
    const callbacks = createServer();
    callbacks.listen(0, '127.0.0.1');
    await once(callbacks, 'listening');
    const url = `http://127.0.0.1:${(callbacks.address() as AddressInfo).port}/receipts/sms`;
    const made = createDrillChannels({ virtualTown: { url: town.url }, rates: {}, smsStatusCallback: url });
    const channels = [...made.values()].map(through);
    const lots = createReceiptLots(parts);
    // As receipts.controller.ts does.
    callbacks.on('request', (request, response) => {
      void bodyOf(request).then(async (body) => {
        const sms = made.get('sms');
        const headers = { 'x-twilio-signature': String(request.headers['x-twilio-signature']) };
        const receipts = sms?.readReceipts?.({ url, headers, body }) ?? null;
        if (receipts !== null) await lots.record('sms', receipts);
        response.writeHead(receipts === null ? 403 : 204).end();
      });
    });
    closing.push(() => new Promise((resolve) => callbacks.close(resolve)));
    closing.push(() => Promise.all(channels.map((channel) => channel.close?.())));
    await options.prepare({ it, town });
    const say = loadSentences(paths.locales);
    const dispatcher = await startDispatcher({
      ...parts,
      channels,
      world: 'drill',
      newId,
      isSevered: () => false,
      random: seeded(options.seed),
      say,
    });
    closing.push(() => dispatcher.stop());
    closing.push(startReceiptPoller(channels, { ...parts, say }));
    closing.push(startEarlyReceipts({ ...parts, onBug: (error) => logger.error(error) }));
    return { it, town, audit, dispatcher, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
