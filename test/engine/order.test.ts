import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Claimed } from '../../src/store/claim.store.js';
import { recordOutcomes } from '../../src/store/delivery.store.js';
import { isLater } from '../../src/store/issue-order.js';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, openTestStore, type TestStore } from '../support/store.js';
import {
  acceptAll,
  claimLot,
  saying,
  startTestDispatcher,
  storeWithout,
  testChannel,
  toAll,
  waitFor,
  without,
} from './support.js';

let it: TestStore;
let store: Store;
beforeEach(async () => {
  it = await openTestStore();
  ({ store } = it);
});
afterEach(() => it.close());

const now = 1_800_000_000_000;
const orderKey = 'incident landslide';
const claim = (at: number, piece?: string) =>
  store.lot((tx) => {
    const work = (one: typeof tx) => claimLot(one, { now: at, limit: 10, leaseUntil: at + 10_000 });
    return piece === undefined ? work(tx) : without(tx, piece, work);
  });
const settle = (rows: readonly Claimed[], state: 'accepted' | 'pending' | 'unsure', at: number) =>
  store.write((tx) =>
    recordOutcomes(
      tx,
      rows.map(({ id, fence }) => ({ id, fence, state, dueAt: at })),
      at,
    ),
  );
const inFlight = `AND (SELECT 1 FROM deliveries o WHERE o.channel = d.channel AND o.target = d.target
         AND o.state = 'sending' AND o.order_key = d.order_key LIMIT 1) IS NULL`;

/** Version 1 is on its way to `t`; then version 2 is issued to it. */
async function twoVersions() {
  const one = await issue(store, { channel: 'sms', targets: ['t'], now, orderKey });
  const older = await claim(now);
  await issue(store, { channel: 'sms', targets: ['t', 'u'], now, orderKey, alertId: one.alertId, n: 2 });
  return older;
}
const versionsSent = async (rows: readonly Claimed[]) => {
  const known = (await deliveriesOf(store)).map(({ versionId }) => versionId);
  return rows.map(({ versionId, target }) => `${target} v${[...new Set(known)].indexOf(versionId) + 1}`);
};

describe('Order', () => {
  test('what an older version has not sent is superseded by the issue itself', async () => {
    const first = await issue(store, { channel: 'sms', targets: ['t', 'only-v1'], now, orderKey });
    await issue(store, { channel: 'sms', targets: ['t'], now, orderKey, alertId: first.alertId, n: 2 });
    const states = (await deliveriesOf(store)).map(({ target, state }) => `${target} ${state}`);
    expect(states).toEqual(['t superseded', 'only-v1 pending', 't pending']);
  });

  test('a newer version waits for the older call in flight to the same target, and for no other', async () => {
    const older = await twoVersions();
    expect(await versionsSent(await claim(now))).toEqual(['u v2']);
    await settle(older, 'accepted', now + 1);
    expect(await versionsSent(await claim(now + 1))).toEqual(['t v2']);
  });

  test('control: without the look at what is in flight the newer one overtakes', async () => {
    await twoVersions();
    expect(await versionsSent(await claim(now, inFlight))).toEqual(['t v2', 'u v2']);
  });

  test('a newer version of another hazard does not wait', async () => {
    const one = await issue(store, { channel: 'sms', targets: ['t'], now, orderKey });
    await claim(now);
    await issue(store, {
      channel: 'sms',
      targets: ['t'],
      now,
      orderKey: 'incident flood',
      alertId: one.alertId,
      n: 2,
    });
    expect(await versionsSent(await claim(now))).toEqual(['t v2']);
  });

  test.each(['pending', 'unsure'] as const)(
    'an older delivery that comes back %s after the newer was issued is not sent again',
    async (state) => {
      const older = await twoVersions();
      await settle(older, state, now + 1);
      if (state === 'unsure') await settle(older, 'pending', now + 2);
      const rows = await deliveriesOf(store);
      expect(rows.map(({ target, state: stands }) => `${target} ${stands}`)).toEqual([
        't superseded',
        't pending',
        'u pending',
      ]);
      expect(await versionsSent(await claim(now + 5))).toEqual(['t v2', 'u v2']);
    },
  );

  test('what a person would be asked about is superseded too', async () => {
    const older = await twoVersions();
    const held = older.map(({ id, fence }) => ({
      id,
      fence,
      state: 'held' as const,
      heldReason: 'unsure' as const,
    }));
    await store.write((tx) => recordOutcomes(tx, held, now + 1));
    expect((await deliveriesOf(store))[0]).toMatchObject({ state: 'superseded', heldReason: null });
  });

  /** Version 1 waits, claimed, behind a slow provider; version 2 is issued to the same targets. How many of version 1 start after that. */
  async function startedAfterTheIssue(on = store): Promise<number> {
    const slow = testChannel(
      'sms',
      async (order) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return acceptAll(order);
      },
      { concurrency: 1 },
    );
    // Enough to be at it still when a busy machine has issued.
    const targets = Array.from({ length: 100 }, (_, i) => `t${i}`);
    const dispatcher = await startTestDispatcher(on, [slow]);
    const { alertId } = await issue(store, { channel: 'sms', targets, now: Date.now(), orderKey });
    dispatcher.notifier.notify('deliveries', {});
    await waitFor(
      () => slow.sent.length,
      (n) => n >= 5,
    );
    await issue(store, { channel: 'sms', targets, now: Date.now(), orderKey, alertId, n: 2 });
    dispatcher.notifier.notify('deliveries', {});
    const before = slow.sent.length;
    await waitFor(
      () => deliveriesOf(store),
      (rows) => rows.every(({ state }) => state === 'accepted' || state === 'superseded'),
    ).finally(() => dispatcher.stop());
    return slow.sent.slice(before).filter(({ order }) => order.version === 1).length;
  }

  test('what was claimed and has not left when a newer version is issued does not leave any more', async () => {
    expect(await startedAfterTheIssue()).toBe(0);
  }, 20_000);

  test('control: a dispatcher that does not compare what it had claimed with the issue sends it', async () => {
    const sql = saying(store.read.sql, `AND ${isLater('v', 'own')}`, 'AND 1 = 0');
    // A lot is a quarter of a second's calls: some twelve, of which a part may have gone already.
    expect(await startedAfterTheIssue({ ...store, read: { ...store.read, sql } })).toBeGreaterThan(1);
  }, 20_000);

  test('on one target the far end never hears an older version after a newer one, whatever fails', async () => {
    const heard = await sixVersionsThroughAFlakyChannel(store);
    for (const versions of heard.values()) {
      expect(versions).toEqual([...versions].sort((a, b) => a - b));
      expect(versions.at(-1)).toBe(6);
    }
  }, 20_000);

  test('control: without superseding what comes back an older version follows a newer one', async () => {
    const piece = "AND state IN ('pending', 'held')";
    const heard = await sixVersionsThroughAFlakyChannel(storeWithout(store, piece, 'AND 1 = 0'));
    const backwards = [...heard.values()].filter((versions) =>
      versions.some((version, i) => version < (versions[i - 1] ?? 0)),
    );
    expect(backwards.length).toBeGreaterThan(0);
  }, 20_000);
});

/** Issues six versions to four targets while calls are under way; two calls of three come back to be tried again. */
async function sixVersionsThroughAFlakyChannel(on: Store): Promise<Map<string, number[]>> {
  const heard = new Map<string, number[]>();
  let calls = 0;
  const flaky = testChannel('sms', async (order) => {
    const target = order.members[0]?.target ?? '';
    heard.set(target, [...(heard.get(target) ?? []), order.version]);
    calls++;
    const succeeds = calls % 3 === 0;
    // A call is open while the next version is issued.
    await new Promise((resolve) => setTimeout(resolve, 60));
    return succeeds ? acceptAll(order) : toAll(order, retrySoon);
  });
  const dispatcher = await startTestDispatcher(on, [flaky], { random: () => 0.02 });
  const targets = ['a', 'b', 'c', 'd'];
  const { alertId } = await issue(store, { channel: 'sms', targets, now: Date.now(), orderKey });
  for (let n = 2; n <= 6; n++) {
    const before = calls;
    dispatcher.notifier.notify('deliveries', {});
    await waitFor(
      () => calls,
      (count) => count > before,
    );
    await issue(store, { channel: 'sms', targets, now: Date.now(), orderKey, alertId, n });
  }
  await waitFor(
    () => deliveriesOf(store),
    (rows) => rows.every(({ state }) => state === 'accepted' || state === 'superseded'),
  ).finally(() => dispatcher.stop());
  return heard;
}

const retrySoon = { result: 'retry', why: { at: 'call', code: 'channel.timeout' } } as const;
