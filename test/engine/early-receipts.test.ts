/** What a provider says of a call before the hub has heard that it took it. On the tested engine. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Channel, Outcome, Receipt, SendOrder } from '../../src/domain/channel.js';
import { startEarlyReceipts } from '../../src/receipts/early.js';
import { createReceiptLots } from '../../src/receipts/receipt-lots.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { anyEarly } from '../../src/store/early-receipt.store.js';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../support/store.js';
import { acceptAll, movableClock, testChannel, useEngine, waitFor } from './support.js';

jest.setTimeout(30_000);

const engine = useEngine();
const { start, all } = engine;
let store: Store;
let clock: ReturnType<typeof movableClock>;
let stopEarly: () => Promise<void>;
const bugs: unknown[] = [];
const parts = () => ({ store, clock, notifier: createNotifier((error) => bugs.push(error)) });
const watch = () => startEarlyReceipts({ ...parts(), onBug: (error) => bugs.push(error) });
beforeEach(() => {
  store = engine.store();
  clock = movableClock();
  stopEarly = watch();
});
afterEach(async () => {
  await stopEarly();
  expect(bugs).toEqual([]);
});

const undelivered = { at: 'target', code: 'sms.undelivered' } as const;
const busy = { at: 'target', code: 'voice.busy' } as const;
const tell = (channel: 'sms' | 'voice', ...receipts: readonly Omit<Receipt, 'at'>[]) =>
  createReceiptLots(parts()).record(
    channel,
    receipts.map((receipt) => ({ ...receipt, at: clock.now() })),
  );
const toldEarly = () => waitFor(() => anyEarly(store.read.sql), Boolean);
/** The provider takes a call at once, and its answer comes after so many milliseconds. */
const slow =
  (after: number) =>
  (order: SendOrder): Promise<readonly Outcome[]> =>
    new Promise((resolve) => setTimeout(() => resolve(acceptAll(order)), after));
const late = 2_600;
const refOfOnly = async () => `ref ${(await deliveriesOf(store))[0]?.id}`;

describe('a callback that comes before the answer to its own call', () => {
  test('an SMS that failed is refused, though its acceptance came seconds later', async () => {
    const channel = testChannel('sms', slow(late), { timeout: 10_000 });
    await issue(store, { channel: 'sms', targets: targetsOf(1), now: clock.now() });
    await start(store, [channel], { clock });
    await tell('sms', { ref: await refOfOnly(), state: 'refused', why: undelivered });
    await all('refused', 1);
    expect((await deliveriesOf(store))[0]?.fault).toBe(JSON.stringify(undelivered));
    expect(await anyEarly(store.read.sql)).toBe(false);
  });

  test('a telephone that was busy is called again, though its acceptance came seconds later', async () => {
    const channel = testChannel('voice', slow(late), { timeout: 10_000 });
    await issue(store, { channel: 'voice', targets: targetsOf(1), now: clock.now() });
    await start(store, [channel], { clock });
    await tell('voice', { ref: await refOfOnly(), state: 'again', why: busy });
    const [row] = await waitFor(
      () => deliveriesOf(store),
      ([only]) => only?.state === 'pending',
    );
    expect(row).toMatchObject({ callId: null, fault: JSON.stringify(busy) });
  });

  test('an answer that was lost is asked for later, and what was told meanwhile still counts', async () => {
    let known = false;
    const resolve: Channel['resolve'] = async (order) =>
      known ? acceptAll(order) : order.members.map(({ target }) => ({ target, result: 'unsure' }));
    const lost = () => Promise.reject(new Error('the connection closed before the answer came'));
    await issue(store, { channel: 'sms', targets: targetsOf(2), now: clock.now() });
    await start(store, [testChannel('sms', lost, {}, { resolve })], { clock });
    await all('unsure', 2);
    const [first, second] = (await deliveriesOf(store)).map(({ id }) => `ref ${id}`);
    await tell('sms', { ref: first ?? '', state: 'refused', why: undelivered });
    await tell('sms', { ref: second ?? '', state: 'delivered' });
    await new Promise((done) => setTimeout(done, late));
    known = true;
    await waitFor(
      () => statesOf(store),
      (states) => states.refused === 1 && states.delivered === 1,
    );
  });
});

test('what was answered with 204 outlives the process that answered', async () => {
  const { versionId } = await issue(store, { channel: 'sms', targets: targetsOf(1), now: clock.now() });
  await tell('sms', { ref: 'SM1', state: 'refused', why: undelivered });
  await stopEarly();
  store = await engine.reopen();
  stopEarly = watch();
  await store.write(({ sql }) =>
    sql("UPDATE deliveries SET state = 'accepted', ref = 'SM1' WHERE version_id = $1", versionId),
  );
  await all('refused', 1);
});

test('told twice it is kept once, and what fits nothing is kept for an hour', async () => {
  await tell('sms', { ref: 'of somebody else', state: 'delivered' });
  await tell('sms', { ref: 'of somebody else', state: 'delivered' });
  await toldEarly();
  expect(await store.read.sql('SELECT ref FROM early_receipts')).toHaveLength(1);
  clock.move(59 * 60_000);
  await new Promise((done) => setTimeout(done, 1_500));
  expect(await anyEarly(store.read.sql)).toBe(true);
  clock.move(2 * 60_000);
  await waitFor(
    () => anyEarly(store.read.sql),
    (any) => !any,
  );
});
