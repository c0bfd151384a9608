import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { findCall } from '../../src/channels/found-call.js';
import type { Channel, Limits, SendOrder } from '../../src/domain/channel.js';
import { newId } from '../../src/platform/id.js';
import { claim, findDue, findRest } from '../../src/store/claim.store.js';
import { recordOutcomes } from '../../src/store/delivery.store.js';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../support/store.js';
import { testedEngine } from '../support/tested-engine.js';
import {
  acceptAll,
  claimLot,
  movableClock,
  testChannel,
  toAll,
  useEngine,
  waitFor,
  type TestChannel,
} from './support.js';

jest.setTimeout(20_000);
const minute = 60_000;

const engine = useEngine();
const { start, all } = engine;
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const openTasks = () => store.read.sql('SELECT channel, reason FROM tasks WHERE closed_at IS NULL');

/** Takes the first order of each target and says nothing; then answers. What arrived is the provider's own record. */
function silentFirst(
  limits: Partial<Limits> = {},
  abilities: (arrived: string[]) => Partial<Channel> = () => ({}),
) {
  const arrived: string[] = [];
  const heard = new Set<string>();
  const answer = (order: SendOrder) => {
    const key = order.members.map(({ target }) => target).join();
    arrived.push(...order.members.map(({ target }) => `${target} ${order.key}`));
    if (heard.has(key)) return acceptAll(order);
    heard.add(key);
    throw new Error('the connection closed before the answer came');
  };
  return { arrived, channel: testChannel('sms', answer, limits, abilities(arrived)) };
}

describe('what nobody knows', () => {
  test('an urgent message is sent again: a duplicate beats a miss', async () => {
    const { channel, arrived } = silentFirst();
    await issue(store, { channel: 'sms', targets: targetsOf(3), now: Date.now(), urgency: 4 });
    await start(store, [channel], { random: () => 0.1 });
    await all('accepted', 3);
    expect(arrived).toHaveLength(6);
  });

  test('a notice is held for a person under an open task, and not sent again', async () => {
    const { channel, arrived } = silentFirst();
    await issue(store, { channel: 'sms', targets: targetsOf(3), now: Date.now(), urgency: 2 });
    await start(store, [channel]);
    await all('held', 3);
    expect(await waitFor(openTasks, (tasks) => tasks.length > 0)).toEqual([
      { channel: 'sms', reason: 'unsure' },
    ]);
    expect(arrived).toHaveLength(3);
  });

  test('a channel that can be asked is asked: what it had is accepted, what it never had is sent', async () => {
    const asked = (order: SendOrder) =>
      order.members.map(({ target }) =>
        target === 't0'
          ? ({ target, result: 'retry', why: { at: 'call', code: 'channel.timeout' } } as const)
          : ({ target, result: 'accepted', ref: `found ${target}` } as const),
      );
    const { channel, arrived } = silentFirst({}, () => ({ resolve: async (order) => asked(order) }));
    await issue(store, { channel: 'sms', targets: targetsOf(3), now: Date.now(), urgency: 2 });
    await start(store, [channel]);
    await all('accepted', 3);
    expect(arrived.map((line) => line.split(' ')[0]).sort()).toEqual(['t0', 't0', 't1', 't2']);
    expect((await deliveriesOf(store)).map(({ ref }) => ref)).toContain('found t1');
  });

  test('OnceEffect: where the provider keeps a key, the same call goes again under the same key', async () => {
    const { channel, arrived } = silentFirst({ keyLife: 60_000, targetsPerCall: 10 });
    await issue(store, { channel: 'sms', targets: targetsOf(4), now: Date.now(), urgency: 2 });
    await start(store, [channel], { random: () => 0.1 });
    await all('accepted', 4);
    expect(arrived).toHaveLength(8);
    expect(new Set(arrived).size).toBe(4);
    const [first, second] = channel.sent.map(({ order }) => order);
    expect(second).toEqual(first);
  });

  test('OnceEffect: a call of more members than one look at the unsure takes goes again whole, under its key', async () => {
    const { channel, arrived } = silentFirst({ keyLife: 60_000, targetsPerCall: 500 });
    await issue(store, { channel: 'sms', targets: targetsOf(250), now: Date.now(), urgency: 2 });
    await start(store, [channel], { random: () => 0.1 });
    await all('accepted', 250);
    expect(arrived).toHaveLength(500);
    expect(new Set(arrived).size).toBe(250);
  });

  test('OnceEffect: what the limit of a claim cuts off a call that goes again is claimed with it', async () => {
    const now = Date.now();
    for (const name of ['a', 'b'])
      await issue(store, { channel: 'sms', targets: targetsOf(2, name), now, orderKey: name });
    const wish = (limit: number) => ({ channel: 'sms', now, limit, oldestFirst: false }) as const;
    const first = await store.lot(async (tx) => {
      const rows = await findDue(tx, wish(10));
      const calls = [...Map.groupBy(rows, ({ versionId }) => versionId).values()].map((members) => ({
        id: newId(),
        versionId: members[0]?.versionId ?? '',
        renderingId: members[0]?.renderingId ?? '',
        members: members.map(({ id, target }) => [id, target] as const),
      }));
      const callOf = (version: string) => calls.find(({ versionId }) => versionId === version)?.id ?? '';
      const bound = rows.map(({ id, fence, versionId }) => ({ id, fence, callId: callOf(versionId) }));
      await claim(tx, 'sms', calls, bound, { now, leaseUntil: now + 60_000 });
      await recordOutcomes(
        tx,
        rows.map(({ id, fence }) => ({ id, fence, state: 'pending' as const, dueAt: now })),
        now,
      );
      return rows;
    });
    const [lot, rest] = await store.lot(async (tx) => {
      const cut = await findDue(tx, wish(3));
      return [cut, await findRest(tx, wish(3), cut)];
    });
    // Without the rest, b0 would go under a key of its own.
    expect(lot.map(({ target }) => target)).toEqual(['a0', 'a1', 'b0']);
    expect(rest.map(({ target }) => target)).toEqual(['b1']);
    expect(rest[0]?.fence).toBe((first[0]?.fence ?? 0) + 1);
  });

  test('control: without a key in its limits, the same provider sees two', async () => {
    const { channel, arrived } = silentFirst({ targetsPerCall: 10 });
    await issue(store, { channel: 'sms', targets: targetsOf(4), now: Date.now(), urgency: 4 });
    await start(store, [channel], { random: () => 0.1 });
    await all('accepted', 4);
    expect(new Set(arrived).size).toBe(8);
  });

  test('a key that has died counts as none: the notice is held', async () => {
    const { channel, arrived } = silentFirst({ keyLife: 1 });
    await issue(store, { channel: 'sms', targets: targetsOf(2), now: Date.now(), urgency: 2 });
    await start(store, [channel]);
    await all('held', 2);
    expect(arrived).toHaveLength(2);
  });

  test('a target that the answer does not name is unsure, not accepted', async () => {
    const channel = testChannel('sms', (order) => acceptAll(order).slice(1), { targetsPerCall: 10 });
    await issue(store, { channel: 'sms', targets: targetsOf(3), now: Date.now(), urgency: 2 });
    await start(store, [channel]);
    await all('held', 1);
    expect(await statesOf(store)).toEqual({ accepted: 2, held: 1 });
  });

  test('a channel that cannot be asked just now stays unsure for a while and keeps no other channel waiting', async () => {
    const stuck = silentFirst({}, () => ({ resolve: () => new Promise(() => undefined) }));
    const radio = testChannel('radio', (order) => {
      if (radio.sent.length <= 2) throw new Error('no answer');
      return acceptAll(order);
    });
    const now = Date.now();
    await issue(store, { channel: 'sms', targets: targetsOf(2), now, urgency: 4 });
    await issue(store, { channel: 'radio', targets: targetsOf(2, 'st'), now, urgency: 4 });
    await start(store, [stuck.channel, radio], { random: () => 0.1 });
    await all('accepted', 2);
    expect(await statesOf(store)).toEqual({ accepted: 2, unsure: 2 });
  });

  const mutes: readonly (readonly [string, NonNullable<Channel['resolve']>])[] = [
    ['answers with an error', () => Promise.reject(new Error('429'))],
    ['hangs', () => new Promise(() => undefined)],
    ['says that it does not know', async (order) => toAll(order, { result: 'unsure' })],
  ];
  test.each(mutes)(
    'BoundedUnsure: what is urgent is sent again when its channel, asked for two minutes, %s',
    async (_, resolve) => {
      const clock = movableClock();
      const { channel, arrived } = silentFirst({ timeout: 200 }, () => ({ resolve }));
      await issue(store, { channel: 'sms', targets: targetsOf(3), now: clock.now(), urgency: 4 });
      await start(store, [channel], { random: () => 0.1, clock });
      await all('unsure', 3);
      expect(arrived).toHaveLength(3);
      clock.move(2 * minute);
      await all('accepted', 3);
      expect(arrived).toHaveLength(6);
    },
  );

  test('BoundedUnsure: a notice whose channel says nothing is asked about for fifteen minutes, then a person’s', async () => {
    const clock = movableClock();
    const { channel, arrived } = silentFirst({}, () => ({ resolve: () => Promise.reject(new Error('429')) }));
    const now = clock.now();
    await issue(store, { channel: 'sms', targets: targetsOf(3), now, urgency: 2 });
    await start(store, [channel], { clock });
    await all('unsure', 3);
    clock.move(10 * minute);
    // Every delivery was asked about since.
    await waitFor(
      async () => (await deliveriesOf(store)).map(({ dueAt }) => dueAt),
      (dues) => dues.every((due) => due > now + 10 * minute),
    );
    expect(await statesOf(store)).toEqual({ unsure: 3 });
    clock.move(5 * minute);
    await all('held', 3);
    expect(await waitFor(openTasks, (tasks) => tasks.length > 0)).toEqual([
      { channel: 'sms', reason: 'unsure' },
    ]);
    expect(arrived).toHaveLength(3);
  });
});

describe('asking', () => {
  /** A provider of telephones: it lists what it took, and B's request reaches it where A's is lost. */
  function telephone(answersB: boolean) {
    const took: { sid: string; at: number; versionId: string }[] = [];
    const channel: TestChannel = testChannel(
      'voice',
      (order) => {
        if (channel.sent.length === 1) throw new Error('lost on its way');
        const sid = `CA${took.length}`;
        took.push({ sid, at: Date.now(), versionId: order.versionId });
        if (!answersB && channel.sent.length === 2) throw new Error('the answer was lost');
        return toAll(order, { result: 'accepted', ref: sid });
      },
      {},
      {
        resolve: async (order, asking) => {
          const [member] = order.members;
          if (!member || channel.sent.length < 2) return toAll(order, { result: 'unsure' });
          const sid = findCall(took, Date.now() - asking.age, await asking.otherCalls(member));
          if (sid === null) return toAll(order, { result: 'unsure' });
          const why = { at: 'call', code: 'channel.timeout' } as const;
          return toAll(order, sid === 'none' ? { result: 'retry', why } : { result: 'accepted', ref: sid });
        },
      },
    );
    return { channel, took };
  }

  /** A landslide call is lost; four seconds later a flood call goes to the same telephone. */
  async function twoAlerts(channel: Channel, clock: ReturnType<typeof movableClock>) {
    await start(store, [channel], { clock, random: () => 0.1 });
    const landslide = await issue(store, { channel: 'voice', targets: ['+81490000001'], now: clock.now() });
    await all('unsure', 1);
    const facts = { channel: 'voice', targets: ['+81490000001'], orderKey: 'flood' } as const;
    const flood = await issue(store, { ...facts, now: clock.now() });
    return [landslide.versionId, flood.versionId].sort();
  }

  test('a lost call does not take another alert’s call to the same telephone for its own', async () => {
    const { channel, took } = telephone(true);
    const versions = await twoAlerts(channel, movableClock());
    await all('accepted', 2);
    expect(took.map(({ versionId }) => versionId).sort()).toEqual(versions);
  });

  test('two calls that nobody knows of and one record: neither takes it, and both are told in the end', async () => {
    const { channel, took } = telephone(false);
    const clock = movableClock();
    const versions = await twoAlerts(channel, clock);
    await all('unsure', 2);
    clock.move(2 * minute);
    await all('accepted', 2);
    expect([...new Set(took.map(({ versionId }) => versionId))].sort()).toEqual(versions);
  });

  test('RateLimit: questions keep to the channel’s rate, together with its calls', async () => {
    const asked: number[] = [];
    const resolve: Channel['resolve'] = async (order) => {
      asked.push(performance.now());
      return acceptAll(order);
    };
    const { channel } = silentFirst({ callsPerSecond: 20 }, () => ({ resolve }));
    await issue(store, { channel: 'sms', targets: targetsOf(40), now: Date.now(), urgency: 2 });
    await start(store, [channel]);
    await all('accepted', 40);
    const all80 = [...asked, ...channel.sent.map(({ at }) => at)].sort((a, b) => a - b);
    expect(all80).toHaveLength(80);
    const most = Math.max(
      ...all80.map((from) => all80.filter((at) => at >= from && at < from + 1000).length),
    );
    expect(most).toBeLessThanOrEqual(20);
  });

  test('RateLimit: Retry-After is obeyed by questions too', async () => {
    const pause = 4_000;
    const asked: number[] = [];
    let told = Infinity;
    const channel: TestChannel = testChannel(
      'sms',
      (order) => {
        if (channel.sent.length === 1) throw new Error('no answer');
        if (channel.sent.length > 2) return acceptAll(order);
        told = performance.now();
        const why = { at: 'channel', code: 'channel.rate' } as const;
        return toAll(order, { result: 'retry', why, notBefore: Date.now() + pause });
      },
      { concurrency: 1 },
      {
        resolve: async (order) => {
          asked.push(performance.now());
          return asked.length > 1 && told < Infinity ? acceptAll(order) : toAll(order, { result: 'unsure' });
        },
      },
    );
    await issue(store, { channel: 'sms', targets: targetsOf(2), now: Date.now(), urgency: 2 });
    await start(store, [channel]);
    await all('accepted', 2);
    // A question that was under way when the provider said so is let be.
    expect(asked.filter((at) => at > told + 200 && at < told + pause - 100)).toEqual([]);
    expect(asked.at(-1)).toBeGreaterThan(told + pause - 100);
  });

  test('a provider that says nothing is asked a few times a round, not once for every delivery', async () => {
    let asked = 0;
    const resolve: Channel['resolve'] = () => Promise.reject(new Error(`429 ${asked++}`));
    const { channel } = silentFirst({ concurrency: 100 }, () => ({ resolve }));
    await issue(store, { channel: 'sms', targets: targetsOf(100), now: Date.now(), urgency: 2 });
    await start(store, [channel]);
    await all('unsure', 100);
    await waitFor(
      () => asked,
      (n) => n > 0,
    );
    await new Promise((done) => setTimeout(done, 1_000));
    expect(asked).toBeLessThan(30);
  });
});

describe('Recover', () => {
  /** A process claimed, committed its calls, sent, and died before it wrote down what it heard. */
  async function diedInFlight(urgency: number): Promise<Store> {
    const now = Date.now();
    await issue(store, { channel: 'sms', targets: targetsOf(5), now, urgency });
    // The only process that writes knows at its start that nobody else lives; many processes wait for the lease.
    const leaseUntil = now + (testedEngine() === 'sqlite' ? 60_000 : 1000);
    await store.lot((tx) => claimLot(tx, { now, limit: 10, leaseUntil }));
    store = await engine.reopen();
    return store;
  }

  test('what a dead process had in flight is unsure, at once where no other process can live, and never simply sent again', async () => {
    const channel = testChannel('sms');
    await start(await diedInFlight(2), [channel]);
    await all('held', 5);
    await waitFor(openTasks, (tasks) => tasks.length === 1);
    expect(channel.sent).toHaveLength(0);
  });

  test('control: a restart that puts claimed rows back into the queue sends them a second time', async () => {
    const channel = testChannel('sms');
    const reopened = await diedInFlight(2);
    await reopened.write(({ sql }) => sql("UPDATE deliveries SET state = 'pending' WHERE state = 'sending'"));
    await start(reopened, [channel]);
    await all('accepted', 5);
    expect(channel.sent).toHaveLength(5);
  });

  test('a dispatcher that stops in order leaves nothing in flight and nothing unsure', async () => {
    const channel = testChannel('sms', acceptAll, { callsPerSecond: 20 });
    await issue(store, { channel: 'sms', targets: targetsOf(60), now: Date.now() });
    const dispatcher = await start(store, [channel]);
    await waitFor(
      () => channel.sent.length,
      (n) => n >= 20,
    );
    await dispatcher.stop();
    const states = await statesOf(store);
    expect(Object.keys(states).sort()).toEqual(['accepted', 'pending']);
    expect(states.accepted).toBe(channel.sent.length);
  });
});
