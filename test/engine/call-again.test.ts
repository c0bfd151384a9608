/** A call that reached nobody goes out again: how often, and when not. On the tested engine. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Receipt } from '../../src/domain/channel.js';
import { newId } from '../../src/platform/id.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { paths } from '../../src/platform/paths.js';
import { loadResidentPhrases } from '../../src/platform/resident-phrases.js';
import { loadTown } from '../../src/platform/town.js';
import { takeKey } from '../../src/residents/phone-answer.js';
import { insertReached } from '../../src/store/audience.store.js';
import { recordReceipts } from '../../src/store/receipt.store.js';
import type { Store } from '../../src/store/store.js';
import { openTask } from '../../src/store/task.store.js';
import { deliveriesOf, issue, issueIn, openTestStore, type TestStore } from '../support/store.js';
import { say, without } from './support.js';

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
const machine: Receipt = { ...busy, why: { at: 'target', code: 'voice.machine' } };
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

test.each([
  ['before', [machine, taken]],
  ['after', [taken, machine]],
])(
  'a machine that is told of in one lot with the end of its call, and %s it, is called again',
  async (_, lot) => {
    await called(1);
    await receive(...lot);
    expect(await only()).toMatchObject({ state: 'pending', fault: JSON.stringify(machine.why) });
  },
);

test('control: without the state in the statement "busy" would take "delivered" back', async () => {
  await called(1);
  await receive(taken);
  await store.write((tx) =>
    without(tx, "AND deliveries.state = 'accepted'", (bare) => recordReceipts(bare, 'voice', [busy], now)),
  );
  expect((await only())?.state).toBe('pending');
});

describe('somebody presses a key', () => {
  const town = loadTown(paths.config, 'hatoyama');
  const phrases = loadResidentPhrases(paths.locales);
  const press = async (callSid = 'CA1') => {
    const notifier = createNotifier(() => undefined);
    const deps = { store, clock: { now: () => now + 2 }, notifier, say, town, phrases };
    const deliveryId = (await only())?.id ?? 0;
    expect(await takeKey(deps, { callSid, digit: '1', deliveryId, url: 'https://hub.example.jp' })).toEqual({
      firstAt: null,
      body: expect.any(String),
    });
  };

  test.each([
    ['before', [press, () => receive(machine)]],
    ['after', [() => receive(machine), press]],
  ])('%s the call was taken for a machine’s: she is not called again', async (_, events) => {
    await called(1);
    for (const happen of events) await happen();
    expect(await only()).toMatchObject({ state: 'delivered', fault: null });
  });

  test('in the last call, after it was given up', async () => {
    await called(3);
    await receive(machine);
    expect(await only()).toMatchObject({ state: 'refused' });
    await press();
    expect(await only()).toMatchObject({ state: 'delivered', fault: null });
  });

  test('in a call that is no longer the delivery’s: its own call goes on', async () => {
    await called(1);
    await receive(machine);
    await press('CA0');
    expect(await only()).toMatchObject({ state: 'pending' });
  });

  test('while it is called again already', async () => {
    await called(1);
    await receive(machine);
    await store.write(({ sql }) => sql("UPDATE deliveries SET state = 'sending', call_id = 'c2'"));
    await press();
    expect(await only()).toMatchObject({ state: 'sending' });
  });
});

describe('a cancel reaches a telephone that was called', () => {
  /** Whom a cancel of the alert goes to. */
  const told = (alertId: string) =>
    store.write(async (tx) => {
      const facts = { channel: 'voice', targets: [], now: now + 9, alertId, n: 9 } as const;
      const { versionId } = await issueIn(tx, facts);
      await insertReached(
        tx,
        {
          ...{ versionId, alertId, orderKey: `${alertId} landslide`, purpose: 'message', rank: 0 },
          ...{ renderingsOf: versionId, now: now + 9, expiresAt: now + 9999, supersedes: false },
        },
        'voice',
      );
      const rows = await tx.sql<{ target: string }>(
        'SELECT target FROM deliveries WHERE version_id = $1',
        versionId,
      );
      return rows.map(({ target }) => target);
    });

  test.each([
    ['waits for its next call', 1, 'pending'],
    ['was given up after the third', 3, 'refused'],
  ])('whose delivery %s after a machine took it', async (_, attempts, state) => {
    const { alertId } = await called(attempts);
    await receive(machine);
    expect(await only()).toMatchObject({ state });
    expect(await told(alertId)).toEqual([number]);
  });

  test('whose delivery a newer version took the place of', async () => {
    const { alertId, versionId } = await called(1);
    await issue(store, { channel: 'voice', targets: [number], now: now + 1, alertId, n: 2 });
    await receive(machine);
    await store.write(({ sql }) => sql('DELETE FROM deliveries WHERE version_id <> $1', versionId));
    expect(await only()).toMatchObject({ state: 'superseded' });
    expect(await told(alertId)).toEqual([number]);
  });

  test('whose channel was stopped meanwhile', async () => {
    const { alertId, versionId } = await called(1);
    await store.write((tx) =>
      openTask(tx, { id: newId(), kind: 'stop', versionId, channel: 'voice', reason: 'stop', now }),
    );
    await receive(machine);
    expect(await only()).toMatchObject({ state: 'held' });
    expect(await told(alertId)).toEqual([number]);
  });

  test('but none that was never called', async () => {
    const { alertId } = await issue(store, { channel: 'voice', targets: [number], now });
    expect(await told(alertId)).toEqual([]);
  });
});
