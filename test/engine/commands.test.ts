import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { decideGroup } from '../../src/desk/delivery-groups.js';
import { giveUpDelivery, retryDelivery } from '../../src/desk/deliveries.js';
import type { DeskDeps } from '../../src/desk/desk.js';
import { rerouteDelivery } from '../../src/desk/reroute.js';
import { insertReached, insertVersionChannels } from '../../src/store/audience.store.js';
import { openHeldTasks } from '../../src/store/settle.store.js';
import type { SqlValue, Store, Tx } from '../../src/store/store.js';
import { newId } from '../../src/platform/id.js';
import { deliveriesOf, issue, issueIn, statesOf, targetsOf } from '../support/store.js';
import { at, deskOn, logTexts, put, reader, tasksOf } from './desk.js';
import { acceptAll, storeWithout, testChannel, toAll, useEngine, waitFor } from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
let store: Store;
let desk: DeskDeps;
beforeEach(() => {
  store = engine.store();
  desk = deskOn(store);
});

const told = { action: 'give-up', reason: 'told-otherwise', note: '' } as const;
const retry = { action: 'retry' } as const;
const heldFor = (reason: 'unsure' | 'exhausted' | 'stopped') => ({ state: 'held', reason }) as const;
const badNumber = { at: 'target', code: 'sms.bad-number' } as const;
const refusedWith = `fault = '${JSON.stringify(badNumber)}'`;

/** One version to some targets, all of them held as unsure under their task. */
async function held(targets: readonly string[] = ['t']) {
  const version = await issue(store, { channel: 'sms', targets, now: Date.now() });
  await put(store, 'held', `held_reason = 'unsure'`);
  await openHeldTasks(store, Date.now(), newId);
  return version;
}
const idOf = async (target = 't') =>
  (await deliveriesOf(store)).find((row) => row.target === target)?.id ?? 0;
const again = (alertId: string, targets: readonly string[], n = 2) =>
  issue(store, {
    channel: 'sms',
    targets,
    now: Date.now() + n,
    alertId,
    n,
    orderKey: `${alertId} landslide`,
  });

describe('one delivery', () => {
  test('is sent again: accepted, its task closed, the command in the log', async () => {
    await held();
    expect(await tasksOf(store)).toEqual(['sms unsure 1']);
    expect(await retryDelivery(desk, at(), await idOf())).toEqual(expect.any(String));
    expect(await tasksOf(store)).toEqual([]);
    await engine.start(store, [testChannel('sms')]);
    await engine.all('accepted', 1);
    expect((await logTexts(store))[0]).toBe('SMS の配信1件を再送');
  });

  test('is given up with a reason of the list, also when it has expired', async () => {
    await held();
    await put(store, 'held', `held_reason = 'unsure', expires_at = 1`);
    const why = { reason: 'told-otherwise', note: '電話で' } as const;
    expect(await giveUpDelivery(desk, at(), await idOf(), why)).toEqual(expect.any(String));
    const [row] = await deliveriesOf(store);
    expect(row).toMatchObject({ state: 'refused' });
    expect(JSON.parse(row?.fault ?? '')).toMatchObject({
      code: 'delivery.given-up',
      detail: 'told-otherwise',
    });
    expect(await logTexts(store)).toEqual(['SMS の配信1件を断念：別の手段で伝えた（電話で）']);
    expect(await tasksOf(store)).toEqual([]);
  });

  test.each([
    ['pending', {}, 'delivery.not-waiting'],
    ['accepted', {}, 'delivery.not-waiting'],
    ['held', { expires: true }, 'delivery.expired'],
    ['refused', { newer: true }, 'delivery.overtaken'],
    ['refused', { cancelled: true }, 'delivery.cancelled'],
    ['refused', { rerouted: true }, 'delivery.rerouted'],
    ['held', { by: reader }, 'officer.not-on-duty'],
  ])('that is %s (%o) is not sent again: %s', async (state, more: Record<string, unknown>, code) => {
    const { alertId } = await held();
    if (more['newer']) await again(alertId, ['t']);
    if (more['cancelled']) await cancelOf(alertId, ['other']);
    const fault = more['rerouted'] ? `fault = '{"at":"target","code":"delivery.rerouted"}'` : 'fault = NULL';
    const id = await idOf();
    const expires = more['expires'] ? ', expires_at = 1' : '';
    await put(store, state, `held_reason = 'unsure', ${fault}${expires}`, `id = ${id}`);
    const officer = more['by'] as typeof reader | undefined;
    expect(await retryDelivery(desk, at(Date.now(), officer), id)).toMatchObject({ refused: code });
  });

  test('that moves on between reading and writing is left alone', async () => {
    await held();
    expect(await retryDelivery(deskOn(racing(store)), at(), await idOf())).toMatchObject({
      refused: 'delivery.not-waiting',
    });
    expect(await statesOf(store)).toEqual({ sending: 1 });
  });

  test('control: without state and fence in the WHERE what is being sent is sent a second time', async () => {
    await held();
    const careless = storeWithout(
      racing(store),
      ' AND fence = $3 AND state = $4',
      ' AND $3 = $3 AND $4 = $4',
    );
    await retryDelivery(deskOn(careless), at(), await idOf());
    expect(await statesOf(store)).toEqual({ pending: 1 });
  });
});

/** A store in which another process takes the deliveries just before a decision is written. */
const racing = (on: Store): Store => ({
  ...on,
  write: (work) =>
    on.write((tx: Tx) =>
      work({
        ...tx,
        async sql(text, ...values) {
          if (text.includes("SET state = 'pending'"))
            await tx.sql("UPDATE deliveries SET state = 'sending', fence = fence + 1");
          return tx.sql(text, ...values);
        },
      }),
    ),
});

/** A cancel of an alert, to these targets only. */
async function cancelOf(alertId: string, targets: readonly string[]) {
  const { versionId } = await again(alertId, targets, 9);
  await store.write(({ sql }) => sql("UPDATE versions SET purpose = 'cancel' WHERE id = $1", versionId));
}

describe('a task’s worth', () => {
  test('goes out again as a whole, by lots, and nothing else with it', async () => {
    const { versionId } = await held(targetsOf(2300));
    await put(store, 'held', `held_reason = 'exhausted'`, `target IN ('t0', 't1')`);
    await openHeldTasks(store, Date.now(), newId);
    let largest = 0;
    const counting: Store = {
      ...store,
      write: (work) =>
        store.write(async (tx) => {
          let inThis = 0;
          const result = await work({
            ...tx,
            async sql<Row>(text: string, ...values: SqlValue[]) {
              const rows = await tx.sql<Row>(text, ...values);
              if (text.includes('UPDATE deliveries')) inThis += rows.length;
              return rows;
            },
          });
          largest = Math.max(largest, inThis);
          return result;
        }),
    };
    const group = { versionId, channel: 'sms', of: heldFor('unsure') };
    expect(await decideGroup(deskOn(counting), at(), group, retry)).toEqual({
      versionId,
      done: 2298,
      left: 0,
    });
    expect(largest).toBeLessThanOrEqual(2000);
    expect(await statesOf(store)).toEqual({ pending: 2298, held: 2 });
    expect(await tasksOf(store)).toEqual(['sms exhausted 2']);
    expect(await logTexts(store)).toEqual(['SMS の配信 2298 件（届いたか不明）を再送']);
  });

  test('of refusals with one code is a new call each, and leaves other codes', async () => {
    const { versionId } = await held(['a', 'b', 'c']);
    await put(store, 'refused', `${refusedWith}, call_id = 'old'`, `target <> 'c'`);
    await put(store, 'refused', `fault = '{"at":"target","code":"sms.opted-out"}'`, `target = 'c'`);
    const of = { state: 'refused', code: 'sms.bad-number' } as const;
    expect(await decideGroup(desk, at(), { versionId, channel: 'sms', of }, retry)).toMatchObject({
      done: 2,
    });
    const rows = await deliveriesOf(store);
    expect(rows.map(({ state, callId }) => `${state} ${callId}`)).toEqual([
      'pending null',
      'pending null',
      'refused null',
    ]);
  });

  test('leaves what a newer version has overtaken', async () => {
    const { versionId, alertId } = await held(['a', 'b']);
    await put(store, 'refused', refusedWith);
    await again(alertId, ['a']);
    const of = { state: 'refused', code: 'sms.bad-number' } as const;
    const group = { versionId, channel: 'sms', of };
    expect(await decideGroup(desk, at(), group, retry)).toEqual({ versionId, done: 1, left: 1 });
    expect((await deliveriesOf(store)).map(({ target, state }) => `${target} ${state}`)).toEqual([
      'a refused',
      'b pending',
      'a pending',
    ]);
    expect(await decideGroup(desk, at(), group, retry)).toEqual({ refused: 'delivery.overtaken' });
  });

  test('control: without the look at newer versions the older one follows the newer', async () => {
    const { versionId, alertId } = await held(['a', 'b']);
    await put(store, 'refused', refusedWith);
    await again(alertId, ['a']);
    const piece = 'AND n.channel = deliveries.channel AND n.target = deliveries.target';
    const of = { state: 'refused', code: 'sms.bad-number' } as const;
    const blind = deskOn(storeWithout(store, piece, 'AND 1 = 0'));
    await decideGroup(blind, at(), { versionId, channel: 'sms', of }, retry);
    expect(await statesOf(store)).toEqual({ pending: 3 });
  });

  test('is given up with a reason; nothing is left waiting', async () => {
    const { versionId } = await held(targetsOf(3));
    const group = { versionId, channel: 'sms', of: heldFor('unsure') };
    expect(await decideGroup(desk, at(), group, told)).toEqual({ versionId, done: 3, left: 0 });
    expect(await tasksOf(store)).toEqual([]);
    expect(await logTexts(store)).toEqual(['SMS の配信 3 件（届いたか不明）を断念：別の手段で伝えた']);
    expect(await decideGroup(desk, at(), group, told)).toEqual({ refused: 'delivery.none-waiting' });
  });

  test('of an expired or cancelled alert is refused as such', async () => {
    const { versionId, alertId } = await held();
    const group = { versionId, channel: 'sms', of: heldFor('unsure') };
    await put(store, 'held', `held_reason = 'unsure', expires_at = 1`);
    expect(await decideGroup(desk, at(), group, retry)).toEqual({ refused: 'delivery.expired' });
    await cancelOf(alertId, ['other']);
    expect(await decideGroup(desk, at(), group, retry)).toEqual({ refused: 'delivery.cancelled' });
    expect(await decideGroup(desk, at(), { ...group, versionId: 'x' }, retry)).toEqual({
      refused: 'version.unknown',
    });
    expect(await decideGroup(desk, at(1, reader), group, retry)).toEqual({ refused: 'officer.not-on-duty' });
  });
});

describe('another address', () => {
  const typed = (text: string, note = '家族の電話') => ({
    to: { channel: 'sms' as const, typed: text },
    note,
  });

  test('gets the same text with the same order, rank and expiry; the old delivery ends, and the log keeps the number apart', async () => {
    await held();
    const result = await rerouteDelivery(desk, at(), await idOf(), typed('０９０－１２３４－５６７８'));
    expect(result).toMatchObject({ deliveryId: expect.any(Number) });
    const channel = testChannel('sms');
    await engine.start(store, [channel]);
    await engine.all('accepted', 1);
    const [old, fresh] = await deliveriesOf(store);
    expect(old).toMatchObject({ state: 'refused', fault: '{"at":"target","code":"delivery.rerouted"}' });
    const same = [
      'versionId',
      'alertId',
      'orderKey',
      'rank',
      'expiresAt',
      'renderingId',
      'language',
    ] as const;
    for (const key of same) expect(fresh?.[key]).toEqual(old?.[key]);
    expect(channel.sent.map(({ order }) => order.members[0]?.target)).toEqual(['+819012345678']);
    expect(await tasksOf(store)).toEqual([]);
    const entries = await store.read.sql<Record<string, string>>('SELECT * FROM log_entries ORDER BY seq');
    expect(entries[0]?.['text']).toBe('SMS の配信1件を、別の宛先（SMS）へ送り直し：家族の電話');
    expect(JSON.stringify(entries)).not.toContain('9012345678');
    const [personal] = await store.read.sql<{ body: string }>('SELECT body FROM log_personal');
    expect(personal?.body).toContain('+819012345678');
    const [row] = await store.read.sql<{ targets: number }>('SELECT targets FROM version_channels');
    expect(row?.targets).toBe(2);
  });

  test.each([
    ['not a number', 'reroute.bad-address'],
    ['+81', 'reroute.bad-address'],
    ['taken', 'reroute.bad-address'],
  ])('that reads %s is refused: %s', async (text, code) => {
    await held();
    expect(await rerouteDelivery(desk, at(), await idOf(), typed(text))).toMatchObject({ refused: code });
    expect(await statesOf(store)).toEqual({ held: 1 });
  });

  test('is refused where the version goes already, where nothing was approved for the channel, and for a station', async () => {
    await held(['+819011112222', '+819033334444']);
    const id = await idOf('+819011112222');
    expect(await rerouteDelivery(desk, at(), id, typed('090-3333-4444'))).toEqual({
      refused: 'reroute.already-addressed',
    });
    const app = { to: { channel: 'push' as const, typed: 'a-token-of-an-app' }, note: 'x' };
    expect(await rerouteDelivery(desk, at(), id, app)).toMatchObject({ refused: 'reroute.no-text' });
    await put(store, 'held', 'address_id = NULL', `id = ${id}`);
    expect(await rerouteDelivery(desk, at(), id, typed('090-5555-6666'))).toEqual({
      refused: 'reroute.not-personal',
    });
    expect(await statesOf(store)).toEqual({ held: 2 });
  });

  test('of the same resident is taken from the register, unless it is dead or somebody else’s', async () => {
    await held(['+819011112222']);
    const [{ addressId } = { addressId: '' }] = await deliveriesOf(store);
    const address = (id: string, resident: string, target: string, dead: number | null) =>
      store.write(({ sql }) =>
        sql(
          `INSERT INTO addresses (id, resident_id, channel, target, district, language, dead_at)
           VALUES ($1, $2, 'sms', $3, 'sue', 'ja', $4)`,
          id,
          resident,
          target,
          dead,
        ),
      );
    await address(addressId ?? '', 'r1', '+819011112222', null);
    await address('second', 'r1', '+819077778888', null);
    await address('dead', 'r1', '+819077779999', 1);
    await address('foreign', 'r2', '+819000001111', null);
    const id = await idOf('+819011112222');
    const to = (addressOf: string) =>
      rerouteDelivery(desk, at(), id, { to: { addressId: addressOf }, note: 'x' });
    expect(await to('foreign')).toEqual({ refused: 'reroute.unknown' });
    expect(await to('dead')).toEqual({ refused: 'reroute.dead-address' });
    expect(await to('second')).toMatchObject({ deliveryId: expect.any(Number) });
    expect((await deliveriesOf(store)).at(-1)).toMatchObject({ addressId: 'second', state: 'pending' });
  });

  test('Order: nothing older follows there, and a newer version there refuses it', async () => {
    const number = '+819012345678';
    const { alertId } = await held(['t', number]);
    await again(alertId, ['t'], 2);
    await put(store, 'unsure', 'held_reason = NULL', 'version_id = (SELECT id FROM versions WHERE n = 2)');
    const second = (await deliveriesOf(store)).at(-1)?.id ?? 0;
    expect(await rerouteDelivery(desk, at(), second, typed(number))).toMatchObject({
      deliveryId: expect.any(Number),
    });
    const states = (await deliveriesOf(store)).map(({ target, state }) => `${target} ${state}`);
    expect(states).toEqual(['t superseded', `${number} superseded`, 't refused', `${number} pending`]);
    await put(store, 'held', `held_reason = 'unsure', fault = NULL`, `id = ${second}`);
    await again(alertId, ['+819099990000'], 3);
    expect(await rerouteDelivery(desk, at(), second, typed('+819099990000'))).toEqual({
      refused: 'delivery.overtaken',
    });
  });

  test('is told of a cancel; who was given up before any call was made is not', async () => {
    const { alertId } = await held(['never', 'called', 't']);
    await put(store, 'held', `held_reason = 'unsure', call_id = 'c'`, `target = 'called'`);
    for (const target of ['never', 'called'])
      await giveUpDelivery(desk, at(), await idOf(target), { reason: 'unreachable', note: '' });
    await rerouteDelivery(desk, at(), await idOf(), typed('+819012345678'));
    await put(store, 'accepted', `call_id = 'd'`, `target = '+819012345678'`);
    const reached = await store.write(async (tx) => {
      const facts = { channel: 'sms', targets: [], now: Date.now(), alertId, n: 2 } as const;
      const { versionId } = await issueIn(tx, facts);
      const batch = {
        orderKey: `${alertId} landslide`,
        purpose: 'message',
        renderingsOf: versionId,
        rank: 0,
      };
      await insertReached(
        tx,
        {
          ...batch,
          versionId,
          alertId,
          now: Date.now(),
          expiresAt: Date.now() + 9999,
          supersedes: false,
        },
        'sms',
      );
      await insertVersionChannels(tx, versionId, alertId);
      return tx.sql<{ target: string }>('SELECT target FROM deliveries WHERE version_id = $1', versionId);
    });
    expect(reached.map(({ target }) => target).sort()).toEqual(['+819012345678', 'called']);
  });
});

describe('while the far end fails', () => {
  test('a person’s retry of what a newer version overtakes meanwhile is never heard after it', async () => {
    const heard: number[] = [];
    let calls = 0;
    const flaky = testChannel('sms', async (order) => {
      heard.push(order.version);
      await new Promise((resolve) => setTimeout(resolve, 15));
      return ++calls % 3 === 0
        ? acceptAll(order)
        : toAll(order, { result: 'refused', why: { at: 'call', code: 'call.malformed' } });
    });
    const dispatcher = await engine.start(store, [flaky], { random: () => 0.02 });
    const { alertId } = await issue(store, { channel: 'sms', targets: ['t'], now: Date.now() });
    for (let n = 2; n <= 8; n++) {
      dispatcher.notifier.notify('deliveries', {});
      await waitFor(
        () => heard.length,
        (count) => count >= n - 1,
      );
      await Promise.all([
        ...(await deliveriesOf(store)).map(({ id }) =>
          retryDelivery(deskOn(store, dispatcher.notifier), at(), id),
        ),
        again(alertId, ['t'], n),
      ]);
    }
    dispatcher.notifier.notify('deliveries', {});
    await waitFor(
      () => heard,
      (versions) => versions.includes(8),
    );
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
  });
});
