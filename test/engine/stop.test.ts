import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { retryDelivery } from '../../src/desk/deliveries.js';
import { decideGroup } from '../../src/desk/delivery-groups.js';
import type { DeskDeps } from '../../src/desk/desk.js';
import { readWaiting, stopVersion } from '../../src/desk/stop.js';
import type { Channel, Outcome, Receipt, SendOrder } from '../../src/domain/channel.js';
import { newId } from '../../src/platform/id.js';
import { openTask } from '../../src/store/task.store.js';
import { silenceAlert } from '../../src/store/silence.store.js';
import { recordReceipts } from '../../src/store/receipt.store.js';
import type { Store, Tx } from '../../src/store/store.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../support/store.js';
import { at, deskOn, logTexts, put, reader, tasksOf } from './desk.js';
import {
  acceptAll,
  saying,
  storeWithout,
  testChannel,
  toAll,
  useEngine,
  waitFor,
  without,
  type TestChannel,
} from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
let store: Store;
let desk: DeskDeps;
beforeEach(() => {
  store = engine.store();
  desk = deskOn(store);
});

const later = { result: 'retry', why: { at: 'call', code: 'channel.server-error' } } as const;
const stopped = (versionId: string, channel = 'sms') =>
  ({ versionId, channel, of: { state: 'held', reason: 'stopped' } }) as const;
const sms = { channel: 'sms', note: '' } as const;
/** For a control: claims that do not look whether anything is stopped. */
const blindClaims = ["AND kind = 'stop' AND channel = $1", "AND kind = 'none' AND channel = $1"] as const;

/** A far end that keeps every call until it is told how to answer. */
function waiting(id: 'sms' | 'radio' = 'sms', abilities: Partial<Channel> = {}, keyLife = 0) {
  const open: ((outcome: (order: SendOrder) => readonly Outcome[]) => void)[] = [];
  const channel = testChannel(
    id,
    (order) => new Promise((resolve) => open.push((outcome) => resolve(outcome(order)))),
    { concurrency: 2, callsPerSecond: 2, timeout: 10_000, keyLife },
    abilities,
  );
  return {
    channel,
    answer: (outcome: (order: SendOrder) => readonly Outcome[]) =>
      open.splice(0).forEach((one) => one(outcome)),
  };
}
const underWay = (channel: TestChannel, calls = 1) =>
  waitFor(
    () => channel.sent.length,
    (n) => n >= calls,
  );

describe('a stop', () => {
  test('NoLoss: holds what has not left under a task, by lots; resumed, all of it is accepted', async () => {
    const { versionId } = await issue(store, { channel: 'sms', targets: targetsOf(2300), now: Date.now() });
    expect(await stopVersion(desk, at(), versionId, { channel: 'sms', note: '誤り' })).toEqual({
      versionId,
      held: 2300,
      silenced: [],
    });
    expect(await tasksOf(store)).toEqual(['sms stopped 2300']);
    const channel = testChannel('sms', acceptAll, { targetsPerCall: 100 });
    const dispatcher = await engine.start(store, [channel]);
    await waitFor(
      () => logTexts(store),
      (texts) => texts.length === 2,
    );
    expect(channel.sent).toHaveLength(0);
    const resumed = await decideGroup(deskOn(store, dispatcher.notifier), at(), stopped(versionId), {
      action: 'retry',
    });
    expect(resumed).toEqual({ versionId, done: 2300, left: 0 });
    await engine.all('accepted', 2300);
    expect(await tasksOf(store)).toEqual([]);
    expect((await logTexts(store)).slice(0, 3)).toEqual([
      'SMS の配信を停止（未送信 2300 件を保留）：誤り',
      'SMS の送信結果：保留 2300',
      'SMS の配信 2300 件（停止）を再送',
    ]);
  });

  test('leaves other channels and versions, and what is on the wire: that ends as it ends', async () => {
    const { channel, answer } = waiting();
    const first = await issue(store, { channel: 'sms', targets: targetsOf(6), now: Date.now() });
    const dispatcher = await engine.start(store, [channel]);
    await underWay(channel, 2);
    const other = await issue(store, { channel: 'push', targets: ['p'], now: Date.now() });
    const { versionId } = first;
    await stopVersion(deskOn(store, dispatcher.notifier), at(), versionId, { channel: 'all', note: '' });
    // What was claimed for the next second goes back.
    const { sending: _none, ...states } = await waitFor(
      () => (answer(acceptAll), statesOf(store)),
      ({ sending }) => sending === undefined,
    );
    expect(states).toEqual({ pending: 1, accepted: 2, held: 4 });
    expect(channel.sent).toHaveLength(2);
    expect((await deliveriesOf(store)).at(-1)).toMatchObject({
      versionId: other.versionId,
      state: 'pending',
    });
  });

  /** Many calls are claimed behind a slow provider; the channel is stopped. How many start after the stop's first commit. */
  async function startedAfterTheStop(on: Store): Promise<number> {
    const slow = testChannel(
      'sms',
      async (order) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return acceptAll(order);
      },
      { concurrency: 1 },
    );
    const { versionId } = await issue(store, { channel: 'sms', targets: targetsOf(200), now: Date.now() });
    const dispatcher = await engine.start(on, [slow]);
    await underWay(slow, 5);
    let before: number | undefined;
    const noting: Store = {
      ...store,
      async write(work, weight) {
        const result = await store.write(work, weight);
        before ??= slow.sent.length;
        return result;
      },
    };
    await stopVersion(deskOn(noting, dispatcher.notifier), at(), versionId, sms);
    const states = await waitFor(
      () => statesOf(store),
      ({ pending = 0, sending = 0 }) => pending + sending === 0,
    );
    expect((states.held ?? 0) + (states.accepted ?? 0)).toBe(200);
    return slow.sent.length - (before ?? 0);
  }

  test('what was claimed and waits for its turn does not start any more', async () => {
    expect(await startedAfterTheStop(store)).toBe(0);
  });

  test('control: where what is claimed is not compared with the stops, it starts', async () => {
    const sql = saying(store.read.sql, "AND t.kind = 'stop' AND NOT", 'AND 1 = 0 AND NOT');
    expect(await startedAfterTheStop({ ...store, read: { ...store.read, sql } })).toBeGreaterThan(1);
  });

  /** The process that was stopping died after its first commit: nothing has been walked through. */
  async function stopThatDied(on: Store) {
    const { versionId } = await issue(store, { channel: 'sms', targets: targetsOf(30), now: Date.now() - 1 });
    const task = {
      id: newId(),
      kind: 'stop',
      versionId,
      channel: 'sms',
      reason: 'stop',
      now: Date.now(),
    } as const;
    await store.write((tx) => openTask(tx, task));
    const channel = testChannel('sms');
    const dispatcher = await engine.start(on, [channel]);
    return { channel, versionId, desk: deskOn(store, dispatcher.notifier) };
  }

  test('NoLoss: what its own walk has not come to is held by the claim that meets it, under a task', async () => {
    const { channel } = await stopThatDied(store);
    await engine.all('held', 30);
    expect(await tasksOf(store)).toEqual(['sms stopped 30']);
    expect(channel.sent).toHaveLength(0);
  });

  test('control: a claim that does not look at the stops sends it', async () => {
    await stopThatDied(storeWithout(store, ...blindClaims));
    await engine.all('accepted', 30);
  });

  test('one that a person sends by hand under the stop goes out, and no other', async () => {
    const { channel, desk: on } = await stopThatDied(store);
    await engine.all('held', 30);
    const [first] = await deliveriesOf(store);
    await retryDelivery(on, at(), first?.id ?? 0);
    await engine.all('accepted', 1);
    expect(channel.sent.map(({ order }) => order.members[0]?.target)).toEqual([first?.target]);
    expect(await statesOf(store)).toEqual({ accepted: 1, held: 29 });
  });

  /** One call is under way when the channel is stopped, and comes back to be sent again. */
  async function stopUnderWay(on: Store, outcome: (order: SendOrder) => readonly Outcome[], urgency = 4) {
    const { channel, answer } = waiting();
    const { versionId } = await issue(store, { channel: 'sms', targets: ['t'], now: Date.now(), urgency });
    const dispatcher = await engine.start(on, [channel], { random: () => 0.01 });
    await underWay(channel);
    expect(await stopVersion(desk, at(), versionId, sms)).toEqual({ versionId, held: 0, silenced: [] });
    answer(outcome);
    return { channel, dispatcher, versionId, answer };
  }

  test('race: what comes back from under way is held too, and not sent by itself', async () => {
    const { channel, versionId, dispatcher, answer } = await stopUnderWay(store, (order) =>
      toAll(order, later),
    );
    await engine.all('held', 1);
    await waitFor(
      () => tasksOf(store),
      (tasks) => tasks.join() === 'sms stopped 1',
    );
    expect(channel.sent).toHaveLength(1);
    const group = stopped(versionId);
    await decideGroup(deskOn(store, dispatcher.notifier), at(), group, { action: 'retry' });
    await underWay(channel, 2);
    answer(acceptAll);
  });

  test('race: what nobody knows of is not sent a second time by the unsure policy', async () => {
    const { channel } = await stopUnderWay(store, (order) => toAll(order, { result: 'unsure' }));
    await engine.all('held', 1);
    expect((await deliveriesOf(store))[0]).toMatchObject({ heldReason: 'stopped' });
    expect(channel.sent).toHaveLength(1);
  });

  test('control: without holding what comes back, by then or by the claim, it goes out after the stop', async () => {
    const piece = `UPDATE deliveries SET state = 'held', held_reason = 'stopped'`;
    const careless = storeWithout(
      storeWithout(store, ...blindClaims),
      piece,
      `UPDATE deliveries SET state = state`,
    );
    const { channel, answer } = await stopUnderWay(careless, (order) => toAll(order, later));
    await underWay(channel, 2);
    answer(acceptAll);
  });

  test('is over when nothing is left that could come back', async () => {
    await stopUnderWay(store, acceptAll);
    await engine.all('accepted', 1);
    await waitFor(
      () => store.read.sql(`SELECT id FROM tasks WHERE closed_at IS NULL`),
      (open) => open.length === 0,
    );
  });

  test('is refused where nothing is left, of an unknown version, and to a reader', async () => {
    const { versionId } = await issue(store, { channel: 'sms', targets: ['t'], now: Date.now() });
    expect(await stopVersion(desk, at(1, reader), versionId, sms)).toEqual({
      refused: 'officer.not-on-duty',
    });
    expect(await stopVersion(desk, at(), 'x', sms)).toEqual({ refused: 'version.unknown' });
    expect(await stopVersion(desk, at(), versionId, { channel: 'push', note: '' })).toEqual({
      refused: 'stop.nothing-left',
    });
    await stopVersion(desk, at(), versionId, sms);
    expect(await stopVersion(desk, at(), versionId, sms)).toEqual({ refused: 'stop.nothing-left' });
    expect(await readWaiting(desk, versionId)).toEqual({
      channels: [
        {
          channel: 'sms',
          stopped: true,
          stoppable: false,
          groups: [{ state: 'held', reason: 'stopped', count: 1 }],
        },
      ],
    });
  });

  test('Order: what was stopped is superseded by a newer version, its task closes, and resuming sends nothing', async () => {
    const { versionId, alertId } = await issue(store, { channel: 'sms', targets: ['t'], now: Date.now() });
    await stopVersion(desk, at(), versionId, sms);
    const orderKey = `${alertId} landslide`;
    await issue(store, { channel: 'sms', targets: ['t'], now: Date.now() + 1, alertId, n: 2, orderKey });
    const channel = testChannel('sms');
    await engine.start(store, [channel]);
    await engine.all('accepted', 1);
    await waitFor(
      () => tasksOf(store),
      (tasks) => tasks.length === 0,
    );
    expect(await decideGroup(desk, at(), stopped(versionId), { action: 'retry' })).toEqual({
      refused: 'delivery.none-waiting',
    });
    expect(channel.sent.map(({ order }) => order.version)).toEqual([2]);
  });
});

describe('a broadcast that is being said', () => {
  type Far = (order: SendOrder) => readonly Outcome[];
  const known: Far = (order) => toAll(order, { result: 'accepted', ref: order.key });
  const unknown: Far = (order) =>
    toAll(order, {
      result: 'refused',
      why: { at: 'call', code: 'radio.refused', detail: 'radio.unknown-command' },
    });

  /** A radio call to two stations that was accepted. */
  async function saying(far: Far) {
    const told: SendOrder[] = [];
    const stop = async (order: SendOrder) => {
      told.push(order);
      return far(order);
    };
    const channel = testChannel('radio', acceptAll, { targetsPerCall: 10, keyLife: 60_000 }, { stop });
    const version = await issue(store, { channel: 'radio', targets: ['st-1', 'st-2'], now: Date.now() });
    const dispatcher = await engine.start(store, [channel]);
    await engine.all('accepted', 2);
    return { ...version, channel, told, desk: deskOn(store, dispatcher.notifier) };
  }
  const silences = () => store.read.sql(`SELECT id FROM tasks WHERE kind = 'silence' AND closed_at IS NULL`);
  const carriedOut = () => waitFor(silences, (open) => open.length === 0);

  test('is stopped at the far end, by the call that started it', async () => {
    const it = await saying(known);
    const result = await stopVersion(it.desk, at(), it.versionId, { channel: 'radio', note: '' });
    expect(result).toEqual({ versionId: it.versionId, held: 0, silenced: ['radio'] });
    await carriedOut();
    expect(it.told).toEqual(it.channel.sent.map(({ order }) => order));
    await waitFor(
      () => logTexts(store),
      (texts) => texts.at(-1) === '防災行政無線 の流れていた放送を停止',
    );
  });

  test('is stopped when its alert is cancelled, and only then', async () => {
    const it = await saying(known);
    await store.write((tx) => silenceAlert(tx, 'another alert', 'cancel', Date.now()));
    expect(await silences()).toEqual([]);
    await store.write((tx) => silenceAlert(tx, it.alertId, 'cancel', Date.now()));
    await carriedOut();
    expect(it.told).toHaveLength(1);
  });

  test('that the far end does not answer for is asked about again, and people are told once', async () => {
    let asked = 0;
    const it = await saying((order) => {
      if (++asked <= 2) throw new Error('no answer');
      return known(order);
    });
    await stopVersion(it.desk, at(), it.versionId, { channel: 'radio', note: '' });
    await carriedOut();
    expect(asked).toBe(3);
    const failures = (await logTexts(store)).filter((text) => text.includes('直接操作'));
    expect(failures).toHaveLength(1);
  });

  test('that the far end has forgotten is not asked about again', async () => {
    const it = await saying(unknown);
    await stopVersion(it.desk, at(), it.versionId, { channel: 'radio', note: '' });
    await carriedOut();
    expect(it.told).toHaveLength(1);
  });

  test('whose start is still on its way is stopped once the far end knows it', async () => {
    let there = false;
    const stop = async (order: SendOrder) => (there ? known(order) : unknown(order));
    const { channel, answer } = waiting('radio', { stop }, 60_000);
    const { versionId } = await issue(store, { channel: 'radio', targets: ['st-1'], now: Date.now() });
    const dispatcher = await engine.start(store, [channel]);
    await underWay(channel);
    await stopVersion(deskOn(store, dispatcher.notifier), at(), versionId, { channel: 'radio', note: '' });
    await waitFor(
      () => logTexts(store),
      (texts) => texts.some((text) => text.includes('直接操作')),
    );
    there = true;
    await carriedOut();
    answer((order) => toAll(order, { result: 'refused', why: { at: 'call', code: 'radio.stopped' } }));
    await engine.all('refused', 1);
  });

  test('and was stopped goes out as a new call when a person resumes: the old one is dead', async () => {
    const it = await saying(known);
    await put(store, 'pending', `due_at = ${Date.now() + 60_000}`);
    await stopVersion(it.desk, at(), it.versionId, { channel: 'radio', note: '' });
    await carriedOut();
    expect(await statesOf(store)).toEqual({ held: 2 });
    await decideGroup(it.desk, at(), stopped(it.versionId, 'radio'), { action: 'retry' });
    await engine.all('accepted', 2);
    const [first, second] = it.channel.sent.map(({ order }) => order.key);
    expect(second).not.toBe(first);
  });
});

describe('a broadcast that others interrupted', () => {
  const interruption = (ref: string): Receipt => ({
    ref,
    state: 'interrupted',
    why: { at: 'channel', code: 'radio.interrupted', detail: 'microphone' },
    at: Date.now(),
  });

  /** Of two stations that accepted a call the first, or both, are interrupted. */
  async function interrupting(count: 1 | 2) {
    const channel = testChannel('radio', acceptAll, { targetsPerCall: 10, keyLife: 60_000 });
    const version = await issue(store, { channel: 'radio', targets: ['st-1', 'st-2'], now: Date.now() });
    const dispatcher = await engine.start(store, [channel]);
    await engine.all('accepted', 2);
    const accepted = await deliveriesOf(store);
    const receipts = accepted.slice(0, count).map(({ ref }) => interruption(ref ?? ''));
    return { ...version, channel, receipts, desk: deskOn(store, dispatcher.notifier) };
  }
  const record = (receipts: readonly Receipt[]) =>
    store.write((tx) => recordReceipts(tx, 'radio', receipts, Date.now()));

  const group = (versionId: string) =>
    ({ versionId, channel: 'radio', of: { state: 'held', reason: 'interrupted' } }) as const;

  test('NoLoss: is held under its task from the same transaction on, and said again where it was not heard', async () => {
    const { versionId, alertId, channel, receipts, desk: on } = await interrupting(1);
    expect(await record(receipts)).toMatchObject({
      versions: [versionId],
      interrupted: [{ versionId, alertId, by: 'microphone' }],
    });
    expect(await statesOf(store)).toEqual({ held: 1, accepted: 1 });
    expect(await tasksOf(store)).toEqual(['radio interrupted 1']);
    // The same word twice changes nothing more.
    expect(await record(receipts)).toMatchObject({ versions: [], interrupted: [] });
    expect(channel.sent).toHaveLength(1);
    await decideGroup(on, at(), group(versionId), { action: 'retry' });
    await engine.all('accepted', 2);
    expect(channel.sent.map(({ order }) => order.members.length)).toEqual([2, 1]);
    expect(await tasksOf(store)).toEqual([]);
  });

  test('goes out as a new call when a person says so', async () => {
    const { versionId, channel, receipts, desk: on } = await interrupting(2);
    await record(receipts);
    await decideGroup(on, at(), group(versionId), { action: 'retry' });
    await underWay(channel, 2);
    const [first, second] = channel.sent.map(({ order }) => order.key);
    expect(second).not.toBe(first);
  });

  test('control: under its old call it would be sent again with the key that the far end has ended', async () => {
    const { versionId, channel, receipts, desk: on } = await interrupting(2);
    const piece = "call_id = CASE WHEN lot.state = 'held' THEN NULL ELSE deliveries.call_id END,";
    const late = (tx: Tx) => recordReceipts(tx, 'radio', receipts, Date.now());
    await store.write((tx) => without(tx, piece, late));
    await decideGroup(on, at(), group(versionId), { action: 'retry' });
    await underWay(channel, 2);
    const [first, second] = channel.sent.map(({ order }) => order.key);
    expect(second).toBe(first);
  });
});
