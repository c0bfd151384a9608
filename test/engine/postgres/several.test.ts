import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { claim, findDue } from '../../../src/store/claim.store.js';
import { claimUnsure, expireLeases, recordOutcomes } from '../../../src/store/delivery.store.js';
import { appendLog, verifyLog } from '../../../src/store/log.store.js';
import { openHeldTasks, settleChannels } from '../../../src/store/settle.store.js';
import type { Store } from '../../../src/store/store.js';
import { newId } from '../../../src/platform/id.js';
import { takeLocksAway } from '../../support/audit-postgres.js';
import { deliveriesOf, issue, issueIn, statesOf, targetsOf } from '../../support/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/tested-engine.js';
import {
  acceptAll,
  claimLot,
  say,
  startTestDispatcher,
  storeWithout,
  testChannel,
  toAll,
  waitFor,
} from '../support.js';

jest.setTimeout(60_000);

/** Processes on one database, as far as a database can tell: each with connections of its own. */
let database: TestDatabase;
const stores: Store[] = [];
const now = 1_800_000_000_000;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await database?.drop();
});

async function open(count: number): Promise<[Store, ...Store[]]> {
  const opened = await Promise.all(Array.from({ length: count }, () => database.open()));
  stores.push(...opened);
  return opened as [Store, ...Store[]];
}
const withoutLocks = async (count: number) => {
  await takeLocksAway(database.url);
  return open(count);
};

const lease = { now, leaseUntil: now + 10_000 };
const repeated = (list: readonly unknown[]) => list.length - new Set(list).size;
const skip = 'FOR UPDATE OF d SKIP LOCKED';

describe('claims of several processes', () => {
  /** Every process takes lots until nothing is due; the ids that each got. */
  async function claimAll(processes: readonly Store[]): Promise<number[]> {
    const claimed = processes.map(async (store) => {
      const ids: number[] = [];
      for (;;) {
        const lot = await store.lot((tx) => claimLot(tx, { ...lease, limit: 100 }));
        if (lot.length === 0) return ids;
        ids.push(...lot.map(({ id }) => id));
      }
    });
    return (await Promise.all(claimed)).flat();
  }

  test('never share a delivery', async () => {
    const processes = await open(4);
    await issue(processes[0], { channel: 'sms', targets: targetsOf(2000), now });
    const ids = await claimAll(processes);
    expect([ids.length, repeated(ids)]).toEqual([2000, 0]);
    expect(await statesOf(processes[0])).toEqual({ sending: 2000 });
  });

  test('control: where a claim locks no row, two send the same', async () => {
    const processes = await open(4);
    await issue(processes[0], { channel: 'sms', targets: targetsOf(1000), now });
    expect(repeated(await claimAll(processes.map((store) => storeWithout(store, skip))))).toBeGreaterThan(0);
  });
});

describe('OnceEffect: calls to several under one key that go again', () => {
  const turn = ['pg_advisory_xact_lock(7305003, hashtext($1))', 'hashtext($1)'] as const;
  const limits = { keyLife: 60_000, targetsPerCall: 25, callsPerSecond: 4 };

  /** Five calls of 24, committed and given back. Returns their keys. */
  async function giveBack(store: Store, at: number): Promise<Set<string>> {
    const keys = new Set<string>();
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await issue(store, { channel: 'sms', targets: targetsOf(24, name), now: at, orderKey: name });
      const id = newId();
      keys.add(id);
      await store.lot(async (tx) => {
        const rows = await findDue(tx, { channel: 'sms', now: at, limit: 24, oldestFirst: false });
        const { versionId = '', renderingId = '' } = rows[0] ?? {};
        const members = rows.map(({ id: row, target }) => [row, target] as const);
        const bound = rows.map(({ id: row, fence }) => ({ id: row, fence, callId: id }));
        await claim(tx, 'sms', [{ id, versionId, renderingId, members }], bound, {
          now: at,
          leaseUntil: at + 60_000,
        });
      });
    }
    const rows = (await deliveriesOf(store)).map(({ id, fence }) => ({
      id,
      fence,
      state: 'pending' as const,
    }));
    await store.lot((tx) => recordOutcomes(tx, rows, at));
    return keys;
  }

  /** A process that takes its time between what it finds due and what the limit cut off. */
  const slow = (store: Store): Store => ({
    ...store,
    lot: (work) =>
      store.lot((tx) =>
        work({
          ...tx,
          async sql(text, ...values) {
            const rows = await tx.sql(text, ...values);
            if (text.includes(skip)) await new Promise((resolve) => setTimeout(resolve, 200));
            return rows as never;
          },
        }),
      ),
  });

  /** Two processes find them due at the same moment. How many keys the provider sees that it has not seen before. */
  async function newKeys(bare: (store: Store) => Store): Promise<number> {
    const processes = await open(2);
    const [first] = processes;
    const known = await giveBack(first, Date.now());
    const seen = new Set<string>();
    const channel = () =>
      testChannel(
        'sms',
        (order) => {
          seen.add(order.key);
          return acceptAll(order);
        },
        limits,
      );
    const dispatchers = await Promise.all(
      processes.map((store) => startTestDispatcher(slow(bare(store)), [channel()])),
    );
    await waitFor(
      () => statesOf(first),
      (states) => states.accepted === 120,
    );
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
    return [...seen].filter((key) => !known.has(key)).length;
  }

  test('go under their own, whichever process finds them', async () => {
    expect(await newKeys((store) => store)).toBe(0);
  });

  test('control: where claims do not take turns, two share a call out', async () => {
    expect(await newKeys((store) => storeWithout(store, ...turn))).toBeGreaterThan(0);
  });
});

describe('leases of a process that died', () => {
  async function takeOver(processes: readonly Store[]) {
    const later = now + 11_000;
    const taken = processes.map(async (store) => {
      await store.lot((tx) => expireLeases(tx, later, false));
      const rows = [];
      for (let turn = 0; turn < 10; turn++)
        rows.push(...(await store.lot((tx) => claimUnsure(tx, 'sms', later, 50))));
      return rows.map(({ id }) => id);
    });
    return (await Promise.all(taken)).flat();
  }
  const leave = async (store: Store) => {
    await issue(store, { channel: 'sms', targets: targetsOf(300), now });
    await store.lot((tx) => claimLot(tx, { ...lease, limit: 300 }));
  };

  test('are taken over once, and its late word counts no more', async () => {
    const processes = await open(3);
    const [first] = processes;
    await leave(first);
    const late = (await deliveriesOf(first)).map(({ id, fence }) => ({
      id,
      fence,
      state: 'accepted' as const,
    }));
    const taken = await takeOver(processes);
    expect([taken.length, repeated(taken)]).toEqual([300, 0]);
    expect(await first.lot((tx) => recordOutcomes(tx, late, now + 12_000))).toEqual(new Set());
  });

  test('control: without the row locks several take the same over', async () => {
    const processes = await open(3);
    await leave(processes[0]);
    expect(repeated(await takeOver(processes.map((store) => storeWithout(store, skip))))).toBeGreaterThan(0);
  });
});

describe('the log under several writers', () => {
  const entry = (n: number) => ({
    at: now,
    enteredAt: now,
    category: 'setting' as const,
    actor: 'test',
    text: `${n}`,
  });
  const writeAll = (processes: readonly Store[]) =>
    Promise.allSettled(
      processes.flatMap((store) =>
        Array.from({ length: 40 }, (_, n) => store.write((tx) => appendLog(tx, entry(n)))),
      ),
    );

  test('has no gap, and its chain is whole', async () => {
    const processes = await open(4);
    const written = await writeAll(processes);
    expect(written.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await verifyLog(processes[0].read, [])).toEqual({ entries: 160, faults: [], lost: [] });
  });

  test('control: without the lock writers collide', async () => {
    const processes = await withoutLocks(4);
    const written = await writeAll(processes);
    expect(written.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });
});

describe('Order, with an issue beside a lot of another process', () => {
  /** While an update is being issued, the call with the earlier words fails and would go back. */
  async function failWhileIssuing([desk, sender]: readonly Store[]) {
    if (!desk || !sender) throw new Error('two processes');
    const { alertId } = await issue(desk, { channel: 'sms', targets: ['t0'], now, orderKey: 'key' });
    const [claimed] = await sender.lot((tx) => claimLot(tx, { ...lease, limit: 1 }));
    let commit = () => {};
    const hold = new Promise<void>((resolve) => (commit = resolve));
    let issued = () => {};
    const inside = new Promise<void>((resolve) => (issued = resolve));
    const update = desk.write(async (tx) => {
      await issueIn(tx, { channel: 'sms', targets: ['t0'], now, orderKey: 'key', alertId, n: 2 });
      issued();
      await hold;
    });
    await inside;
    const back = { id: claimed?.id ?? 0, fence: claimed?.fence ?? 0, state: 'pending' as const, dueAt: now };
    const failed = sender.lot((tx) => recordOutcomes(tx, [back], now));
    // Either it waits for the issue, or it is through before it.
    await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 500))]);
    commit();
    await Promise.all([update, failed]);
    return (await deliveriesOf(desk)).map(({ state }) => state);
  }

  test('the earlier words do not come back beside the newer', async () => {
    expect(await failWhileIssuing(await open(2))).toEqual(['superseded', 'pending']);
  });

  test('control: without the locks both would wait to be sent', async () => {
    expect(await failWhileIssuing(await withoutLocks(2))).toEqual(['pending', 'pending']);
  });
});

describe('deadlock', () => {
  /** Two lots that lock the same two rows in opposite order. */
  async function cross(processes: readonly Store[], fail: (run: number) => void = () => undefined) {
    let [runs, inside] = [0, 0];
    const touch = ([first, second]: readonly string[]) =>
      processes[inside++ % 2]?.lot(async ({ sql }) => {
        fail(++runs);
        await sql('UPDATE deliveries SET updated_at = updated_at + 1 WHERE target = $1', first ?? '');
        await new Promise((resolve) => setTimeout(resolve, 200));
        await sql('UPDATE deliveries SET updated_at = updated_at + 1 WHERE target = $1', second ?? '');
      });
    const done = await Promise.allSettled([touch(['t0', 't1']), touch(['t1', 't0'])]);
    return { runs, failed: done.filter(({ status }) => status === 'rejected').length };
  }

  test('the one that the database ends is done again, whole', async () => {
    const processes = await open(2);
    await issue(processes[0], { channel: 'sms', targets: targetsOf(2), now });
    expect(await cross(processes)).toEqual({ runs: 3, failed: 0 });
    expect((await deliveriesOf(processes[0])).map(({ updatedAt }) => updatedAt)).toEqual([now + 2, now + 2]);
  });

  test('control: another failure is not repeated', async () => {
    const processes = await open(2);
    await issue(processes[0], { channel: 'sms', targets: targetsOf(2), now });
    const outcome = await cross(processes, (run) => {
      if (run === 1) throw new Error('not a deadlock');
    });
    expect(outcome).toEqual({ runs: 2, failed: 1 });
  });
});

describe('housekeeping of several processes', () => {
  /** Each has looked before the first of them writes. */
  function abreast(processes: readonly Store[]): Store[] {
    const { promise: allHere, resolve } = Promise.withResolvers<void>();
    let coming = processes.length;
    return processes.map((store) => ({
      ...store,
      async write(work) {
        if (--coming === 0) resolve();
        await allHere;
        return store.write(work);
      },
    }));
  }
  const entries = async (store: Store) =>
    (await store.read.sql("SELECT seq FROM log_entries WHERE category = 'channel'")).length;

  async function settleAtOnce(processes: readonly Store[], bare: (store: Store) => Store) {
    const [first] = processes;
    if (!first) throw new Error('a process');
    for (let i = 0; i < 5; i++) await issue(first, { channel: 'sms', targets: targetsOf(3, `v${i}-`), now });
    await first.write(({ sql }) => sql("UPDATE deliveries SET state = 'accepted'"));
    await Promise.all(abreast(processes.map(bare)).map((store) => settleChannels(store, now, say)));
    return entries(first);
  }

  test('a settled channel has one summary in the log', async () => {
    expect(await settleAtOnce(await open(3), (store) => store)).toBe(5);
  });

  test('control: where it is not looked at again, each writes its own', async () => {
    const bare = (store: Store) => storeWithout(store, 'vc.settled_at IS NULL', 'TRUE');
    expect(await settleAtOnce(await open(3), bare)).toBeGreaterThan(5);
  });

  const untended = `AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.version_id = d.version_id AND t.channel = d.channel
       AND t.reason = d.held_reason AND t.closed_at IS NULL)`;
  async function tendAtOnce(processes: readonly Store[], bare: (store: Store) => Store) {
    const [first] = processes;
    if (!first) throw new Error('a process');
    await issue(first, { channel: 'sms', targets: targetsOf(3), now });
    await first.write(({ sql }) => sql("UPDATE deliveries SET state = 'held', held_reason = 'unsure'"));
    await Promise.all(abreast(processes.map(bare)).map((store) => openHeldTasks(store, now, newId)));
    return (await first.read.sql('SELECT id FROM tasks')).length;
  }

  test('held deliveries stand under one task', async () => {
    expect(await tendAtOnce(await open(3), (store) => store)).toBe(1);
  });

  test('control: where it is not looked at again, there are several', async () => {
    expect(await tendAtOnce(await open(3), (store) => storeWithout(store, untended))).toBeGreaterThan(1);
  });

  test('what nobody knows is asked for once, whoever looks', async () => {
    const processes = await open(3);
    const [first] = processes;
    await issue(first, { channel: 'sms', targets: targetsOf(60), now: Date.now() });
    const asked: string[] = [];
    const channel = () =>
      testChannel(
        'sms',
        (order) => toAll(order, { result: 'unsure' }),
        {},
        {
          resolve: async (order) => {
            asked.push(...order.members.map(({ target }) => target));
            return acceptAll(order);
          },
        },
      );
    const dispatchers = await Promise.all(processes.map((store) => startTestDispatcher(store, [channel()])));
    await waitFor(
      () => statesOf(first),
      (states) => states.accepted === 60,
    );
    await waitFor(
      () => entries(first),
      (n) => n === 1,
    );
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
    expect(dispatchers.flatMap(({ bugs }) => bugs)).toEqual([]);
    expect([asked.length, repeated(asked)]).toEqual([60, 0]);
    expect(await entries(first)).toBe(1);
  });
});
