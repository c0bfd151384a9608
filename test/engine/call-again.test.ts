/** A call that reached nobody goes out again: how often, and when not. On the tested engine. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Receipt } from '../../src/domain/channel.js';
import { newId } from '../../src/platform/id.js';
import { recordReceipts } from '../../src/store/receipt.store.js';
import type { Store } from '../../src/store/store.js';
import { openTask } from '../../src/store/task.store.js';
import { deliveriesOf, issue, openTestStore, type TestStore } from '../support/store.js';
import { without } from './support.js';

const now = 1_800_000_000_000;
const number = '+81490000001';
let opened: TestStore;
let store: Store;
beforeEach(async () => {
  opened = await openTestStore();
  ({ store } = opened);
});
afterEach(() => opened.close());

/** Issues to one telephone, whose n-th call was taken by the provider. */
async function called(attempts: number, more: Partial<Parameters<typeof issue>[1]> = {}) {
  const made = await issue(store, { channel: 'voice', targets: [number], now, ...more });
  await store.write(({ sql }) =>
    sql(
      `UPDATE deliveries SET state = 'accepted', ref = 'CA1', attempts = $1, call_id = 'c1', accepted_at = $2 WHERE version_id = $3`,
      attempts,
      now,
      made.versionId,
    ),
  );
  await store.write(({ sql }) => sql('UPDATE version_channels SET settled_at = $1', now));
  return made;
}
const busy: Receipt = { ref: 'CA1', state: 'again', why: { at: 'target', code: 'voice.busy' }, at: now };
const taken: Receipt = { ref: 'CA1', state: 'delivered', at: now };
const receive = (...receipts: Receipt[]) =>
  store.write((tx) => recordReceipts(tx, 'voice', receipts, now + 1));
const only = async () => (await deliveriesOf(store))[0];

test('a busy line is called again as a new call, some minutes later, and its channel is open again', async () => {
  const { versionId } = await called(1);
  expect(await receive(busy)).toMatchObject({ versions: [versionId], unknown: [] });
  expect(await only()).toMatchObject({ state: 'pending', dueAt: now + 180_001, callId: null, fence: 1 });
  const [row] = await store.read.sql<{ settled_at: number | null }>(
    'SELECT settled_at FROM version_channels',
  );
  expect(row?.settled_at).toBeNull();
});

test('the third call is the last one: then it is refused, with the reason', async () => {
  await called(3);
  await receive(busy);
  expect(await only()).toMatchObject({ state: 'refused', fault: JSON.stringify(busy.why) });
});

test('nothing is called again that would ring after its expiry', async () => {
  await called(1, { expiresAt: now + 100_000 });
  await receive(busy);
  expect(await only()).toMatchObject({ state: 'refused' });
});

test('a newer version to the same telephone takes its place', async () => {
  const { alertId } = await called(1);
  await issue(store, { channel: 'voice', targets: [number], now: now + 1, alertId, n: 2 });
  await receive(busy);
  expect(await only()).toMatchObject({ state: 'superseded' });
});

test('a channel that an officer stopped stays stopped', async () => {
  const { versionId } = await called(1);
  await store.write((tx) =>
    openTask(tx, { id: newId(), kind: 'stop', versionId, channel: 'voice', reason: 'stop', now }),
  );
  await receive(busy);
  expect(await only()).toMatchObject({ state: 'held', heldReason: 'stopped' });
});

test('who took the call is delivered, whatever is told before or after, in any order, twice', async () => {
  await called(1);
  const machine: Receipt = { ...busy, why: { at: 'target', code: 'voice.machine' } };
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([busy, busy, machine], { minLength: 1 }), async (later) => {
      await store.write(({ sql }) => sql("UPDATE deliveries SET state = 'accepted', ref = 'CA1'"));
      await receive(taken);
      for (const one of later) await receive(one);
      expect((await only())?.state).toBe('delivered');
    }),
    { numRuns: 10 },
  );
});

test('control: without the state in the statement "busy" would take "delivered" back', async () => {
  await called(1);
  await receive(taken);
  await store.write((tx) =>
    without(tx, "AND deliveries.state = 'accepted'", (bare) => recordReceipts(bare, 'voice', [busy], now)),
  );
  expect((await only())?.state).toBe('pending');
});
