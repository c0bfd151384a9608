import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Channel, ChannelId, Outcome, SendOrder } from '../../src/domain/channel.js';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, targetsOf } from '../support/store.js';
import { acceptAll, testChannel, toAll, useEngine, waitFor } from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
let store: Store;
beforeEach(() => {
  store = engine.store();
});

/** A provider that keeps every call until it is let go: hanging and slow, without a clock. */
function gated() {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let waiting = 0;
  return {
    open: () => open(),
    waiting: () => waiting,
    async answer(order: SendOrder): Promise<readonly Outcome[]> {
      waiting += 1;
      await gate;
      waiting -= 1;
      return acceptAll(order);
    },
  };
}
const concurrency = 5;
const limits = { concurrency, timeout: 15_000 };
const issueTo = (channel: ChannelId, prefix: string) =>
  issue(store, { channel, targets: targetsOf(30, prefix), now: Date.now() });
const accepted = (prefix: string, n: number) =>
  waitFor(
    async () =>
      (await deliveriesOf(store)).filter(
        ({ target, state }) => target.startsWith(prefix) && state === 'accepted',
      ).length,
    (found) => found === n,
  );
const start = (channels: readonly Channel[]) => engine.start(store, channels, { random: () => 0.999 });

describe('Bulkhead: each channel has a pool of its own', () => {
  test('all places of a channel that hangs are taken, and two others hand everything on meanwhile', async () => {
    const stuck = gated();
    await issueTo('sms', 'phone');
    await issueTo('radio', 'st');
    await issueTo('mastodon', 'post');
    await start([testChannel('sms', stuck.answer, limits), testChannel('radio'), testChannel('mastodon')]);
    await accepted('st', 30);
    await accepted('post', 30);
    expect(stuck.waiting()).toBe(concurrency);
    stuck.open();
    await accepted('phone', 30);
  });

  test('a channel that is down, its breaker open, keeps no other from starting', async () => {
    const down = testChannel('sms', (order) =>
      toAll(order, { result: 'retry', why: { at: 'channel', code: 'channel.unreachable' } }),
    );
    await issueTo('sms', 'phone');
    const dispatcher = await start([down, testChannel('radio')]);
    await waitFor(
      () => dispatcher.health().find(({ channel }) => channel === 'sms')?.breaker,
      (breaker) => breaker === 'open',
    );
    await issueTo('radio', 'st');
    dispatcher.notifier.notify('deliveries', {});
    await accepted('st', 30);
    expect((await deliveriesOf(store)).filter(({ state }) => state === 'refused')).toHaveLength(0);
  });

  test('control: in one pool the calls that hang take every place', async () => {
    const stuck = gated();
    const one = testChannel(
      'sms',
      (order) => (order.members[0]?.target.startsWith('st') ? acceptAll(order) : stuck.answer(order)),
      limits,
    );
    await issueTo('sms', 'a');
    await issueTo('sms', 'st');
    await issueTo('radio', 'r');
    await start([one, testChannel('radio')]);
    await waitFor(stuck.waiting, (n) => n === concurrency);
    // The radio's pump has gone round meanwhile; the shared pool has not.
    await accepted('r', 30);
    expect(
      (await deliveriesOf(store)).filter(
        ({ target, state }) => target.startsWith('st') && state === 'accepted',
      ),
    ).toHaveLength(0);
    stuck.open();
    await accepted('st', 30);
  });
});
