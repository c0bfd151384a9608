// Large audiences that come in late and the issues that overtake them: which is newer is the order of issue, not of rows.
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { insertVersionChannels, supersedeOlder, type Batch } from '../../src/store/audience.store.js';
import { findDue } from '../../src/store/claim.store.js';
import { recordOutcomes } from '../../src/store/delivery.store.js';
import { expandLot, insertAudience } from '../../src/store/expansion.store.js';
import { isLater } from '../../src/store/issue-order.js';
import { findOvertaken, supersedeDue } from '../../src/store/overtaken.store.js';
import { insertResidents } from '../../src/store/resident.store.js';
import { settleChannels } from '../../src/store/settle.store.js';
import type { Store, Tx } from '../../src/store/store.js';
import { deliveriesOf, issueIn, statesOf } from '../support/store.js';
import { claimLot, say, storeWithout, testChannel, useEngine, waitFor } from './support.js';

const engine = useEngine();
let store: Store;
beforeEach(async () => {
  store = engine.store();
  await people(0, ['hill', 'hill', 'hill', 'river', 'river', 'river']);
});
const now = 1_800_000_000_000;
const orderKey = 'incident landslide';
const everywhere = ['hill', 'river'];

/** One person with a telephone in each of these districts: `t0`, `t1`, … unless it is named. */
const people = (from: number, districts: readonly string[], target?: string) =>
  store.write((tx) =>
    insertResidents(
      tx,
      districts.map((district, i) => ({
        ...{ id: `r${from + i}`, district, language: 'ja' },
        addresses: [{ channel: 'sms', target: target ?? `t${from + i}` }],
      })),
    ),
  );

interface Message {
  readonly districts?: readonly string[];
  /** 1 is the most urgent, 4 a lift. */
  readonly rank?: number;
  /** Its audience comes in by lots. */
  readonly large?: boolean;
  readonly alertId?: string;
  readonly n?: number;
}

/** Issues as desk/expand.ts does. */
async function issueTo(message: Message, on = store): Promise<Batch> {
  const { districts = everywhere, rank = 3, large = false, ...more } = message;
  return on.write(async (tx) => {
    const made = await issueIn(tx, { channel: 'sms', targets: [], now, orderKey, rank, ...more });
    const names = { ...made, orderKey, purpose: 'message', renderingsOf: made.versionId };
    const batch = { ...names, rank, now, expiresAt: now + 3_600_000, supersedes: true };
    const sms = await insertAudience(tx, batch, 'sms', { districts }, large ? 0 : 1000);
    await supersedeOlder(tx, made.versionId, orderKey, now);
    await insertVersionChannels(tx, made.versionId, made.alertId, { sms });
    return batch;
  });
}
const lot = (size: number, on = store) => on.write((tx) => expandLot(tx, size, now));
const allLots = async (on = store) => {
  while ((await lot(2, on)) !== null);
};
/** Who waits for what, by the names of these versions. */
async function waiting(versions: Readonly<Record<string, Batch>>): Promise<string[]> {
  const nameOf = (id: string) => Object.entries(versions).find(([, batch]) => batch.versionId === id)?.[0];
  const rows = (await deliveriesOf(store)).filter(({ state }) => state === 'pending');
  return rows.map(({ target, versionId }) => `${target} ${nameOf(versionId)}`).sort();
}
/** The same of what a claim takes. */
async function due(versions: Readonly<Record<string, Batch>>, on = store): Promise<string[]> {
  await on.lot(async (tx) => {
    const found = await findDue(tx, { channel: 'sms', now, limit: 100, oldestFirst: false });
    await supersedeDue(tx, 'sms', found, now);
  });
  return waiting(versions);
}
const to = (name: string, ...targets: number[]) => targets.map((i) => `t${i} ${name}`);

jest.setTimeout(20_000);

describe('an older message whose large audience is still coming in', () => {
  test.each([
    ['by lots, ahead of it', { large: true, rank: 1 }],
    ['by lots, behind it', { large: true, rank: 4 }],
    ['at once', { large: false, rank: 1 }],
  ])('gives way to a newer one that comes in %s: nothing of it starts any more', async (_how, newer) => {
    const older = await issueTo({ large: true });
    await lot(4);
    const newest = await issueTo(newer);
    // Before the first of them is there.
    expect(await due({ older, newest })).toEqual(newer.large ? [] : to('newest', 0, 1, 2, 3, 4, 5));
    // A lift does not wait for what it lifts.
    if (newer.large) expect(await lot(6)).toBe(newest.versionId);
    await allLots();
    expect(await waiting({ older, newest })).toEqual(to('newest', 0, 1, 2, 3, 4, 5));
    expect(await statesOf(store)).toEqual({ superseded: 4, pending: 6 });
  });

  test.each([
    ['by lots', true],
    ['at once', false],
  ])(
    'NoLoss: still reaches whom only it goes to, beside a newer one that comes in %s',
    async (_how, large) => {
      const older = await issueTo({ large: true });
      await lot(1);
      const newest = await issueTo({ districts: ['hill'], rank: 4, large });
      await allLots();
      const all = [...to('newest', 0, 1, 2), ...to('older', 3, 4, 5)].sort();
      expect(await waiting({ older, newest })).toEqual(all);
      // What was estimated at issue is what it is.
      const [row] = await store.read.sql<{ targets: number }>(
        'SELECT targets FROM version_channels WHERE version_id = $1',
        older.versionId,
      );
      expect(row?.targets).toBe(4);
    },
  );

  test('settles when a newer one has taken all of it over', async () => {
    const { versionId } = await issueTo({ large: true });
    await issueTo({ large: true, rank: 1 });
    const settled = await settleChannels(store, now, say);
    expect(settled.map((one) => one.versionId)).toEqual([versionId]);
  });

  /** `t0` lives in both districts; the newer message goes to one of them, and the older one's lot for the other comes in after it. */
  async function oneNumberInTwoDistricts(on: Store) {
    await people(9, ['river'], 't0');
    const older = await issueTo({ large: true }, on);
    const newest = await issueTo({ districts: ['hill'] }, on);
    await allLots(on);
    return waiting({ older, newest });
  }

  test('Order: its late lot takes no newer one’s place', async () => {
    const all = [...to('newest', 0, 1, 2), ...to('older', 3, 4, 5)].sort();
    expect(await oneNumberInTwoDistricts(store)).toEqual(all);
  });

  test('control: where any other version counts as older, its late lot supersedes the newer one', async () => {
    const careless = storeWithout(store, `AND ${isLater('own', 'v')}`);
    expect(await oneNumberInTwoDistricts(careless)).not.toContain('t0 newest');
  });

  test('control: where a late lot is not compared with what was issued since, both go out', async () => {
    const careless = storeWithout(store, `AND ${isLater('v', 'own')}`, 'AND 1 = 0');
    expect(await oneNumberInTwoDistricts(careless)).toEqual(expect.arrayContaining(['t0 older']));
  });

  test('of another hazard it goes on: nobody else’s words take its place', async () => {
    const older = await issueTo({ large: true });
    await store.write(async (tx) => {
      const flood = { channel: 'sms', targets: ['t0'], now, orderKey: 'incident flood' } as const;
      const made = await issueIn(tx, flood);
      const names = { ...made, orderKey: flood.orderKey, purpose: 'message', renderingsOf: made.versionId };
      const batch = { ...names, rank: 1, now, expiresAt: now + 3_600_000, supersedes: true };
      await insertAudience(tx, batch, 'sms', { districts: everywhere }, 0);
    });
    await allLots();
    expect((await waiting({ older })).filter((row) => row.endsWith('older'))).toHaveLength(6);
  });
});

describe('what is under way when a newer message is issued whose lot is still to come', () => {
  const claim = () => store.lot((tx) => claimLot(tx, { now, limit: 2, leaseUntil: now + 10_000 }));
  const back = (rows: readonly { id: number; fence: number }[], tx: Tx) =>
    recordOutcomes(
      tx,
      rows.map(({ id, fence }) => ({ id, fence, state: 'pending' as const, dueAt: now })),
      now,
    );

  test('Order: does not start any more, and what comes back is not sent again', async () => {
    await issueTo({});
    const rows = await claim();
    await issueTo({ large: true, rank: 4 });
    expect(
      await findOvertaken(
        store.read,
        rows.map(({ id }) => id),
      ),
    ).toEqual(new Set(rows.map(({ id }) => id)));
    await store.write((tx) => back(rows, tx));
    expect(await statesOf(store)).toEqual({ superseded: 2, pending: 4 });
    expect(await due({})).toEqual([]);
  });

  test('control: a claim that does not look at what is to come takes what is older', async () => {
    await issueTo({});
    await issueTo({ large: true, rank: 4 });
    const piece = 'CROSS JOIN addresses a WHERE';
    expect(await due({}, storeWithout(store, piece, `${piece} 1 = 0 AND`))).toHaveLength(6);
  });

  test('goes on where the newer one does not go', async () => {
    await issueTo({});
    const rows = await claim();
    await issueTo({ districts: ['river'], large: true, rank: 4 });
    expect(
      await findOvertaken(
        store.read,
        rows.map(({ id }) => id),
      ),
    ).toEqual(new Set());
    await store.write((tx) => back(rows, tx));
    const older = await due({});
    expect(older).toEqual(to('undefined', 0, 1, 2));
  });

  test('control: without a look at what is to come it would be sent again', async () => {
    await issueTo({});
    const rows = await claim();
    await issueTo({ large: true, rank: 4 });
    const piece = 'CROSS JOIN addresses a WHERE';
    await storeWithout(store, piece, `${piece} 1 = 0 AND`).write((tx) => back(rows, tx));
    expect(await statesOf(store)).toEqual({ pending: 6 });
  });

  test('Order: of a cancelled alert nothing goes out again, though its cancel is still to come', async () => {
    const { alertId, versionId } = await issueTo({});
    const rows = await claim();
    await store.write(async (tx) => {
      const cancel = await issueIn(tx, { channel: 'sms', targets: [], now, orderKey, alertId, n: 2 });
      await tx.sql("UPDATE versions SET purpose = 'cancel' WHERE id = $1", cancel.versionId);
      const names = {
        versionId: cancel.versionId,
        alertId,
        orderKey,
        purpose: 'message',
        renderingsOf: versionId,
      };
      const batch = { ...names, rank: 0, now, expiresAt: now + 3_600_000, supersedes: false };
      await insertAudience(tx, batch, 'sms', 'reached', 0);
    });
    await store.write((tx) => back(rows, tx));
    expect(await statesOf(store)).toEqual({ superseded: 2, pending: 4 });
    // A call had been made: they hear the cancel, who may have heard what it cancels.
    await allLots();
    expect(await statesOf(store)).toEqual({ superseded: 2, pending: 6 });
  });
});

describe('a dispatcher that has not brought in the first lot of the newer message yet', () => {
  /** Which versions reached the far end, the older first, before the newer one's audience comes in and after it. */
  async function sent(on: Store): Promise<readonly string[]> {
    const older = await issueTo({});
    const newest = await issueTo({ large: true, rank: 4 });
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const channel = testChannel('sms');
    const slow: Store = { ...on, write: (work, weight) => opened.then(() => on.write(work, weight)) };
    const begun = performance.now();
    await engine.start(slow, [channel], {
      clock: { now: () => now + Math.floor(performance.now() - begun) },
    });
    await waitFor(
      () => statesOf(store),
      ({ pending = 0, sending = 0 }) => pending + sending === 0,
    );
    open();
    await waitFor(
      async () => (await deliveriesOf(store)).filter(({ versionId }) => versionId === newest.versionId),
      (rows) => rows.length === 6 && rows.every(({ state }) => state === 'accepted'),
    );
    return channel.sent.map(({ order }) => (order.versionId === older.versionId ? 'older' : 'newest'));
  }

  test('Order: sends nothing older meanwhile', async () => {
    expect(await sent(store)).toEqual(Array.from({ length: 6 }, () => 'newest'));
  });

  test('control: a claim that is not compared with what is to come sends it', async () => {
    const piece = 'SELECT version_id FROM expansions WHERE channel = $1';
    expect(await sent(storeWithout(store, piece, `${piece} AND 1 = 0`))).toContain('older');
  });
});
