import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Verdict } from '../../src/channels/fault.js';
import type { SendOrder } from '../../src/domain/channel.js';
import { listLog } from '../../src/store/log.store.js';
import type { Store } from '../../src/store/store.js';
import { testedEngine } from '../support/tested-engine.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../support/store.js';
import {
  type TestChannel,
  acceptAll,
  hang,
  movableClock,
  testChannel,
  toAll,
  useEngine,
  waitFor,
} from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
const { start, all } = engine;
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const targetsSent = (channel: TestChannel) =>
  channel.sent.flatMap(({ order }) => order.members.map(({ target }) => target));
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const channelFault = (code = 'channel.unauthorised') => ({ at: 'channel', code }) as const;

describe('Bulkhead', () => {
  /** How many hanging calls had ended when the last of 30 stations was reached. */
  async function endedBeforeTheRadio(concurrency: number, shared: boolean, timeout: number) {
    let ended = 0;
    const hanging = (order: SendOrder, signal: AbortSignal) => hang(order, signal).finally(() => ended++);
    const sms = testChannel('sms', hanging, { concurrency, timeout });
    const radio = shared
      ? testChannel(
          'sms',
          (order, signal) =>
            order.members[0]?.target.startsWith('st') ? acceptAll(order) : hanging(order, signal),
          { concurrency, timeout },
        )
      : testChannel('radio');
    const now = Date.now();
    await issue(store, { channel: 'sms', targets: targetsOf(30), now });
    await issue(store, { channel: radio.id, targets: targetsOf(30, 'st'), now });
    await start(store, shared ? [radio] : [sms, radio], { random: () => 0.999 });
    await waitFor(
      () => deliveriesOf(store),
      (rows) =>
        rows.filter(({ target, state }) => target.startsWith('st') && state === 'accepted').length === 30,
    );
    return ended;
  }

  test('SMS that hangs completely leaves the radio as it was', async () => {
    expect(await endedBeforeTheRadio(5, false, 10_000)).toBe(0);
  });

  test('control: in one pool the hanging calls hold everything up', async () => {
    expect(await endedBeforeTheRadio(15, true, 1500)).toBeGreaterThan(0);
  });
});

describe('Poison', () => {
  async function oneBadRow() {
    const now = Date.now();
    await issue(store, { channel: 'sms', targets: ['bad'], now, rank: 0 });
    await store.write(({ sql }) => sql("UPDATE deliveries SET rendering_id = 'gone'"));
    await issue(store, { channel: 'sms', targets: targetsOf(30), now });
  }

  test('a delivery that cannot be made delays itself only, and ends with a person', async () => {
    await oneBadRow();
    const channel = testChannel('sms');
    const { bugs } = await start(store, [channel], { random: () => 0 });
    await all('accepted', 30);
    await all('held', 1);
    expect(targetsSent(channel)).not.toContain('bad');
    expect(bugs.length).toBeGreaterThan(0);
  });

  test('control: were the bad row judged at the claim, its whole lot would stand still', async () => {
    await oneBadRow();
    const channel = testChannel('sms');
    const strict: Store = {
      ...store,
      lot: (work) =>
        store.lot(async (tx) => {
          const result = await work(tx);
          const bad = await tx.sql(
            "SELECT id FROM deliveries WHERE rendering_id = 'gone' AND state = 'sending'",
          );
          if (bad.length > 0) throw new Error('a delivery without a rendering');
          return result;
        }),
    };
    await start(strict, [channel], { random: () => 0 });
    await wait(1000);
    expect(channel.sent).toHaveLength(0);
  });

  test('what a provider says in signs and times that no database takes is kept without them', async () => {
    const said: Record<string, Verdict> = {
      t0: { result: 'accepted', ref: 'SM\u0000 \ud83d0' },
      t1: {
        result: 'retry',
        why: { at: 'call', code: 'channel.timeout', detail: '\u0000 5xx' },
        notBefore: 1e30,
      },
    };
    const channel = testChannel('sms', (order) =>
      toAll(order, said[order.members[0]?.target ?? ''] ?? { result: 'accepted', ref: 'good' }),
    );
    await issue(store, { channel: 'sms', targets: targetsOf(10), now: Date.now() });
    const { bugs } = await start(store, [channel]);
    await all('accepted', 9);
    expect((await deliveriesOf(store)).map(({ ref }) => ref)).toContain('SM 0');
    expect(bugs).toEqual([]);
  });

  /** A database that refuses one reference, whatever the reason. */
  const refuseInDatabase = () =>
    store.write(async ({ sql }) => {
      if (testedEngine() === 'sqlite')
        await sql(`CREATE TRIGGER no_poison BEFORE UPDATE ON deliveries WHEN NEW.ref = 'poison'
          BEGIN SELECT RAISE(ABORT, 'refused'); END`);
      else await sql(`ALTER TABLE deliveries ADD CONSTRAINT no_poison CHECK (ref <> 'poison')`);
    });

  test('an outcome that the database refuses is set aside for a person, and told; the others are written', async () => {
    await refuseInDatabase();
    const channel = testChannel('sms', (order) =>
      toAll(order, { result: 'accepted', ref: order.members[0]?.target === 't3' ? 'poison' : 'good' }),
    );
    await issue(store, { channel: 'sms', targets: targetsOf(30), now: Date.now() });
    const { bugs } = await start(store, [channel]);
    await all('accepted', 29);
    await all('held', 1);
    expect((await deliveriesOf(store)).find(({ target }) => target === 't3')).toMatchObject({
      state: 'held',
      heldReason: 'unsure',
      fault: JSON.stringify({ at: 'call', code: 'hub.unrecorded' }),
    });
    expect(bugs).toHaveLength(1);
    const open = 'SELECT reason FROM tasks WHERE closed_at IS NULL';
    await waitFor(
      () => store.read.sql<{ reason: string }>(open),
      (tasks) => tasks.some(({ reason }) => reason === 'unsure'),
    );
    const told = (await listLog(store.read, 100, null)).filter(({ text }) => /記録できず/.test(text));
    expect(told).toHaveLength(1);
  });

  test('a claim that fails once delays and stops nothing', async () => {
    await issue(store, { channel: 'sms', targets: targetsOf(10), now: Date.now() });
    let failures = 3;
    const failing: Store = {
      ...store,
      lot: (work) =>
        store.lot(async (tx) => {
          const result = await work(tx);
          const [claimed] = await tx.sql("SELECT id FROM deliveries WHERE state = 'sending' LIMIT 1");
          if (claimed && failures-- > 0) throw new Error('SQLITE_BUSY');
          return result;
        }),
    };
    const { bugs } = await start(failing, [testChannel('sms')]);
    await all('accepted', 10);
    expect(bugs.length).toBeGreaterThanOrEqual(3);
  });
});

describe('breaker', () => {
  async function callsWhileDown(at: 'channel' | 'call') {
    let down = true;
    const why = at === 'channel' ? channelFault() : ({ at: 'call', code: 'channel.unauthorised' } as const);
    const answer = (order: Parameters<typeof acceptAll>[0]) =>
      down ? toAll(order, { result: 'retry', why }) : acceptAll(order);
    const channel = testChannel('sms', answer, { concurrency: 1 });
    await issue(store, { channel: 'sms', targets: targetsOf(20), now: Date.now() });
    const dispatcher = await start(store, [channel], { random: () => 0.01 });
    await wait(900);
    const calls = channel.sent.length;
    const health = dispatcher.health();
    down = false;
    return { calls, health };
  }

  test('401 opens it: few calls, nobody refused, one entry in the log, and all leave when the channel is back', async () => {
    const { calls, health } = await callsWhileDown('channel');
    expect(calls).toBeLessThanOrEqual(4);
    expect(health[0]?.breaker).toBe('open');
    expect(await statesOf(store)).toEqual({ pending: 20 });
    const failures = await store.read.sql("SELECT seq FROM log_entries WHERE category = 'failure'");
    expect(failures).toHaveLength(1);
    await all('accepted', 20);
  });

  test('control: a fault that is not the channel’s opens nothing, and every delivery is tried', async () => {
    const { calls, health } = await callsWhileDown('call');
    expect(calls).toBeGreaterThan(4);
    expect(health[0]?.breaker).toBe('closed');
  });

  test('a provider that fails and then answers nobody gets one try at a time, not everything that waits', async () => {
    const channel = testChannel(
      'sms',
      (order) =>
        toAll(
          order,
          channel.sent.length <= 3 ? { result: 'retry', why: channelFault() } : { result: 'unsure' },
        ),
      { concurrency: 1 },
    );
    await issue(store, { channel: 'sms', targets: targetsOf(40), now: Date.now() });
    const dispatcher = await start(store, [channel], { random: () => 0.01 });
    await wait(1900);
    expect(channel.sent.length).toBeGreaterThan(3);
    expect(channel.sent.length).toBeLessThan(10);
    expect(dispatcher.health()[0]?.breaker).not.toBe('closed');
  });

  test('a provider that says "in two hours" is asked again after five minutes', async () => {
    const clock = movableClock();
    const channel = testChannel(
      'sms',
      (order) =>
        channel.sent.length > 1
          ? acceptAll(order)
          : toAll(order, {
              result: 'retry',
              why: channelFault('channel.rate'),
              notBefore: clock.now() + 7_200_000,
            }),
      { concurrency: 1 },
    );
    const now = clock.now();
    await issue(store, { channel: 'sms', targets: targetsOf(3), now, expiresAt: now + 86_400_000 });
    await start(store, [channel], { clock, random: () => 0.01 });
    await waitFor(
      () => channel.sent.length,
      (n) => n === 1,
    );
    await all('pending', 3);
    if (testedEngine() === 'postgres') {
      // All processes wait by the database's clock, which no test moves.
      const [row] = await store.read.sql<{ next: number }>(
        'SELECT next_at / 1000 AS next FROM provider_rates',
      );
      expect(Math.abs((row?.next ?? 0) - now - 300_000)).toBeLessThan(10_000);
      return;
    }
    clock.move(290_000);
    await wait(1300);
    expect(channel.sent).toHaveLength(1);
    clock.move(10_000);
    await all('accepted', 3);
  });

  test('a Retry-After while it is open does not leave the channel shut for good', async () => {
    const channel = testChannel(
      'sms',
      (order) => {
        const n = channel.sent.length;
        if (n <= 3) return toAll(order, { result: 'retry', why: channelFault() });
        const notBefore = Date.now() + 1500;
        return n === 4
          ? toAll(order, { result: 'retry', why: channelFault('channel.rate'), notBefore })
          : acceptAll(order);
      },
      { concurrency: 1 },
    );
    await issue(store, { channel: 'sms', targets: targetsOf(6), now: Date.now() });
    await start(store, [channel], { random: () => 0.01 });
    await all('accepted', 6);
  });
});
