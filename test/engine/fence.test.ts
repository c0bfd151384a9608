import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Receipt } from '../../src/domain/channel.js';
import { claimUnsure, expireLeases, recordOutcomes } from '../../src/store/delivery.store.js';
import type { Claimed } from '../../src/store/claim.store.js';
import { recordReceipts } from '../../src/store/receipt.store.js';
import type { Store, Tx } from '../../src/store/store.js';
import { deliveriesOf, issue, openTestStore, statesOf, targetsOf, type TestStore } from '../support/store.js';
import { claimLot, without } from './support.js';

const now = 1_800_000_000_000;
let it: TestStore;
let store: Store;
beforeEach(async () => {
  it = await openTestStore();
  ({ store } = it);
});
afterEach(() => it.close());

/** Claims as a pump does, calls committed. */
const claim = (at: number, limit = 100) =>
  store.lot((tx) => claimLot(tx, { now: at, limit, leaseUntil: at + 10_000 }));

const accepted = (rows: readonly Claimed[]) =>
  rows.map(({ id, fence }) => ({ id, fence, state: 'accepted' as const, ref: `ref ${id} ${fence}` }));
const record = (rows: readonly Claimed[], at = now) =>
  store.write((tx) => recordOutcomes(tx, accepted(rows), at));

/** A worker claimed, its lease ran out, another took over: what the first one hears comes too late. */
async function overtaken(): Promise<readonly Claimed[]> {
  await issue(store, { channel: 'sms', targets: targetsOf(5), now });
  const late = await claim(now);
  await store.write((tx) => expireLeases(tx, now + 10_000, false));
  await store.write((tx) => claimUnsure(tx, 'sms', now + 10_000, 100));
  return late;
}

describe('Fence', () => {
  test('an outcome with a stale fence changes no row', async () => {
    const late = await overtaken();
    const before = await deliveriesOf(store);
    expect(await record(late, now + 11_000)).toEqual(new Set());
    expect(await deliveriesOf(store)).toEqual(before);
  });

  test('control: without the fence in the statement the late outcome is written', async () => {
    const late = await overtaken();
    const unfenced = (tx: Tx) => recordOutcomes(tx, accepted(late), now + 11_000);
    const changed = await store.write((tx) => without(tx, 'AND deliveries.fence = lot.fence', unfenced));
    expect(changed.size).toBe(5);
  });

  test('an outcome that comes after the lease but before anybody took over still counts', async () => {
    await issue(store, { channel: 'sms', targets: targetsOf(5), now });
    const late = await claim(now);
    await store.write((tx) => expireLeases(tx, now + 10_000, false));
    expect((await record(late, now + 11_000)).size).toBe(5);
    expect(await statesOf(store)).toEqual({ accepted: 5 });
  });

  test('two claims at once never share a delivery', async () => {
    await issue(store, { channel: 'sms', targets: targetsOf(60), now });
    const lots = await Promise.all([claim(now, 25), claim(now, 25), claim(now, 25)]);
    const ids = lots.flat().map(({ id }) => id);
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
  });
});

describe('SingleSuccess', () => {
  test('a second success is not recorded, and the first one’s reference stays', async () => {
    await issue(store, { channel: 'sms', targets: ['t0'], now });
    const rows = await claim(now);
    expect((await record(rows)).size).toBe(1);
    const [before] = await deliveriesOf(store);
    const second = rows.map(({ id, fence }) => ({ id, fence, state: 'accepted' as const, ref: 'second' }));
    expect(await store.write((tx) => recordOutcomes(tx, second, now + 5))).toEqual(new Set());
    expect((await deliveriesOf(store))[0]).toEqual(before);
  });

  test('control: without the state in the statement the second success is recorded', async () => {
    await issue(store, { channel: 'sms', targets: ['t0'], now });
    const rows = await claim(now);
    await record(rows);
    const piece = "AND deliveries.state IN ('sending', 'unsure')";
    const again = await store.write((tx) =>
      without(tx, piece, (bare) => recordOutcomes(bare, accepted(rows), now)),
    );
    expect(again.size).toBe(1);
  });
});

describe('receipts', () => {
  const delivered = (ref: string): Receipt => ({ ref, state: 'delivered', at: now });
  const failed = (ref: string): Receipt => ({
    ref,
    state: 'refused',
    why: { at: 'target', code: 'sms.undelivered' },
    at: now,
  });
  const receive = (...receipts: Receipt[]) =>
    store.write((tx) => recordReceipts(tx, 'sms', receipts, now + 1));

  async function acceptThree(): Promise<string[]> {
    await issue(store, { channel: 'sms', targets: targetsOf(3), now });
    await record(await claim(now));
    return (await deliveriesOf(store)).map(({ ref }) => ref ?? '');
  }

  test('in any order, twice and late, they lead to the same states', async () => {
    const refs = await acceptThree();
    const wanted = { accepted: 1, delivered: 1, refused: 1 };
    const sure = [delivered(refs[0] ?? ''), failed(refs[1] ?? ''), delivered('nobody’s')];
    const twice = fc.shuffledSubarray([...sure, ...sure], { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(twice, async (receipts) => {
        await store.write(({ sql }) => sql("UPDATE deliveries SET state = 'accepted', fault = NULL"));
        for (const receipt of receipts) await receive(receipt);
        expect(await statesOf(store)).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });

  test('a word that contradicts the first one changes nothing', async () => {
    const [ref = ''] = await acceptThree();
    await receive(delivered(ref));
    expect((await receive(failed(ref))).versions).toEqual([]);
    expect((await deliveriesOf(store))[0]?.state).toBe('delivered');
  });

  test('control: without the state in the statement it would', async () => {
    const [ref = ''] = await acceptThree();
    await receive(delivered(ref));
    await store.write((tx) =>
      without(tx, "AND deliveries.state = 'accepted'", (bare) =>
        recordReceipts(bare, 'sms', [failed(ref)], now),
      ),
    );
    expect((await deliveriesOf(store))[0]?.state).toBe('refused');
  });

  test('a receipt of another channel touches nothing', async () => {
    const [ref = ''] = await acceptThree();
    await store.write((tx) => recordReceipts(tx, 'push', [delivered(ref)], now));
    expect(await statesOf(store)).toEqual({ accepted: 3 });
  });
});
