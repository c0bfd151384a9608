/** Invariant Severed (safety R15): while somebody works on the system nothing leaves, and nothing leaves by itself afterwards. */
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { severable } from '../../src/channels/severed.js';
import {
  beginMaintenance,
  endMaintenance,
  holdForMaintenance,
  readMaintenance,
} from '../../src/store/maintenance.store.js';
import { createWaysOut } from '../../src/store/maintenance-watch.js';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../support/store.js';
import { askedAlone } from '../support/virtual-town.js';
import { acceptAll, startTestDispatcher, testChannel, useEngine, waitFor } from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const orderKey = 'incident landslide';
const begin = () => store.write((tx) => beginMaintenance(tx, { since: 1, by: '佐藤', reason: '更新' }));

/** A channel with one call at a time and a dispatcher that follows the switch, as the hub starts it. */
async function atWork(lastsMs = 20) {
  const waysOut = createWaysOut();
  const slow = testChannel(
    'sms',
    async (order) => {
      await new Promise((resolve) => setTimeout(resolve, lastsMs));
      return acceptAll(order);
    },
    { concurrency: 1 },
  );
  // Without the channel's own lock: the dispatcher's must do.
  const dispatcher = await startTestDispatcher(store, [slow], { isSevered: waysOut.isSevered });
  const end = await waysOut.follow(store, dispatcher.notifier, (error) => {
    throw error;
  });
  return {
    slow,
    tell: () => dispatcher.notifier.notify('deliveries', {}),
    async stop() {
      await dispatcher.stop();
      await end();
    },
  };
}

describe('Severed', () => {
  test('what was claimed and has not left goes back and is held; nothing leaves when it is over', async () => {
    const { slow, tell, stop } = await atWork();
    await issue(store, { channel: 'sms', targets: targetsOf(60), now: Date.now(), orderKey });
    tell();
    await waitFor(
      () => slow.sent.length,
      (n) => n >= 5,
    );
    await begin();
    tell();
    const { held = 0, accepted = 0 } = await waitFor(
      () => statesOf(store),
      ({ pending = 0, sending = 0 }) => pending + sending === 0,
    );
    expect(accepted).toBe(slow.sent.length);
    expect(held).toBe(60 - accepted);
    expect(held).toBeGreaterThan(40);
    const rows = await deliveriesOf(store);
    expect(new Set(rows.filter((row) => row.state === 'held').map((row) => row.heldReason))).toEqual(
      new Set(['maintenance']),
    );
    const tasks = await waitFor(
      () => store.read.sql<{ reason: string }>("SELECT reason FROM tasks WHERE kind = 'held'"),
      (found) => found.length > 0,
    );
    expect(tasks).toEqual([{ reason: 'maintenance' }]);

    await store.write(endMaintenance);
    tell();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await statesOf(store)).held).toBe(held);
    await stop();
  });

  test('another process’s claim finds nothing from the commit on, told or not', async () => {
    await issue(store, { channel: 'sms', targets: targetsOf(10), now: Date.now(), orderKey });
    await begin();
    const channel = testChannel('sms');
    await engine.start(store, [channel]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(channel.sent).toEqual([]);
    expect(await statesOf(store)).toEqual({ pending: 10 });
  });

  test('control: without the switch the same ten go out', async () => {
    await issue(store, { channel: 'sms', targets: targetsOf(10), now: Date.now(), orderKey });
    const channel = testChannel('sms');
    await engine.start(store, [channel]);
    await engine.all('accepted', 10);
    expect(channel.sent).toHaveLength(10);
  });

  test('what people carry goes on', async () => {
    await issue(store, { channel: 'manual', targets: ['head of okuda'], now: Date.now(), orderKey });
    await begin();
    expect(await store.write((tx) => holdForMaintenance(tx, Date.now()))).toBe(0);
    expect(await statesOf(store)).toEqual({ pending: 1 });
  });

  test('it outlasts a restart, and the first who severed stands', async () => {
    await begin();
    await store.write((tx) => beginMaintenance(tx, { since: 2, by: '鈴木', reason: '他' }));
    store = await engine.reopen();
    expect(await readMaintenance(store.read)).toEqual({ since: 1, by: '佐藤', reason: '更新' });
  });
});

test('a severed channel makes no call, says so, and still stops what sounds', async () => {
  const made: string[] = [];
  const all = testChannel(
    'sms',
    acceptAll,
    {},
    {
      resolve: async () => (made.push('resolve'), []),
      poll: async () => (made.push('poll'), []),
      probe: async () => (made.push('probe'), { state: 'up' as const }),
      notify: async ({ target }) => (made.push('notify'), { target, result: 'accepted', ref: 'x' }),
      stop: async () => (made.push('stop'), []),
    },
  );
  let severed = true;
  const channel = severable(all, () => severed);
  const order = { members: [{ deliveryId: '1', target: 't' }] } as unknown as Parameters<
    typeof channel.send
  >[0];
  const signal = new AbortController().signal;
  const note = { target: 't', text: 'x' } as Parameters<NonNullable<typeof channel.notify>>[0];
  const ask = async () => ({
    send: await channel.send(order, signal),
    resolve: await channel.resolve?.(order, askedAlone),
    notify: await channel.notify?.(note, signal),
    probe: await channel.probe?.(signal),
    poll: await channel.poll?.(['r']),
    stop: await channel.stop?.(order),
  });
  expect(await ask()).toMatchObject({
    send: [{ target: 't', result: 'retry', why: { code: 'channel.severed' } }],
    resolve: [{ result: 'unsure' }],
    notify: { result: 'refused', why: { code: 'channel.severed' } },
    probe: { state: 'down', detail: 'maintenance' },
    poll: [],
  });
  expect([all.sent.length, made]).toEqual([0, ['stop']]);
  severed = false;
  await ask();
  expect([all.sent.length, made]).toEqual([1, ['stop', 'resolve', 'notify', 'probe', 'poll', 'stop']]);
});
