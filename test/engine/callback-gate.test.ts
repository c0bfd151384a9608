/** Forged and replayed callbacks: 403, and one entry in the headquarters log however many come. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { createNotifier } from '../../src/platform/notifier.js';
import { ReceiptsController } from '../../src/receipts/receipts.controller.js';
import { createCallbackGate, type CallbackGate } from '../../src/store/callback-gate.js';
import { listLog } from '../../src/store/log.store.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { movableClock, say, testChannel } from './support.js';

let opened: TestStore;
let clock: ReturnType<typeof movableClock>;
let gate: CallbackGate;
let door: ReceiptsController;
beforeEach(async () => {
  opened = await openTestStore();
  clock = movableClock();
  const notifier = createNotifier(() => undefined);
  const { store } = opened;
  const logger = pino({ level: 'silent' });
  gate = createCallbackGate({ store, clock, notifier, say, logger });
  const channels = (['sms', 'mail'] as const).map((id) =>
    testChannel(id, undefined, {}, { readReceipts: () => [] }),
  );
  door = new ReceiptsController(channels, store, clock, notifier, gate, null);
});
afterEach(() => opened.close());

/** Entries once all writes that were begun are done. */
async function entries(): Promise<readonly string[]> {
  await opened.store.write(() => Promise.resolve());
  return (await listLog(opened.store.read, 100, null)).map(({ text }) => text);
}
const forged = { refused: 'officer.bad-signature' };
const minute = 60_000;

test('a thousand forgeries within an hour are refused and make one entry; the next hour makes another', async () => {
  for (let i = 0; i < 1000; i += 1) expect(gate.check('sms', null, `made up ${i}`)).toEqual(forged);
  expect(await entries()).toHaveLength(1);
  clock.move(61 * minute);
  expect(gate.check('sms', null, undefined)).toEqual(forged);
  expect(await entries()).toHaveLength(2);
});

test('forgeries on two channels are two entries', async () => {
  gate.check('sms', null, undefined);
  gate.check('voice', null, undefined);
  expect(await entries()).toHaveLength(2);
});

test('what the provider repeats within minutes passes; what somebody kept is refused, with an entry', async () => {
  expect(gate.check('sms', [], 'signature')).toBeNull();
  clock.move(9 * minute);
  expect(gate.check('sms', [], 'signature')).toBeNull();
  expect(await entries()).toEqual([]);
  clock.move(2 * minute);
  expect(gate.check('sms', [], 'signature')).toEqual(forged);
  expect(gate.check('sms', [], 'signature')).toEqual(forged);
  expect(await entries()).toHaveLength(1);
});

test('a late callback that comes for the first time passes, and so does the same signature on another channel', () => {
  clock.move(24 * 60 * minute);
  expect(gate.check('sms', [], 'late')).toBeNull();
  clock.move(20 * minute);
  expect(gate.check('voice', [], 'late')).toBeNull();
});

test('an input that the database remembers is refused once it is old, also after a restart', () => {
  expect(gate.checkAgain('sms', null)).toBeNull();
  expect(gate.checkAgain('sms', clock.now() - minute)).toBeNull();
  expect(gate.checkAgain('sms', clock.now() - 11 * minute)).toEqual(forged);
});

test.each([
  ['sms', 'x-twilio-signature', 11 * minute],
  ['mail', 'x-todoku-signature', 6 * 24 * 60 * minute],
])(
  'a callback of %s that somebody kept is known by the signature that was checked',
  async (id, header, later) => {
    const post = (headers: Record<string, string>) =>
      door.receive(id, { protocol: 'http', host: 'x', url: `/receipts/${id}`, headers } as FastifyRequest);
    expect(await post({ [header]: 'right' })).toBeUndefined();
    clock.move(9 * minute);
    expect(await post({ [header]: 'right' })).toBeUndefined();
    clock.move(later);
    // Another provider's header beside it makes no new callback of it.
    const beside = { 'x-twilio-signature': 'made up', 'x-todoku-signature': 'made up' };
    expect(await post({ ...beside, [header]: 'right' })).toEqual(forged);
    expect(await post({ [header]: 'another' })).toBeUndefined();
  },
);

test('a mail server that hands a report over again a day later is no forger', () => {
  expect(gate.check('mail', [], 'seal')).toBeNull();
  clock.move(24 * 60 * minute);
  expect(gate.check('mail', [], 'seal')).toBeNull();
});
