import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Store } from '../../src/store/store.js';
import { issue, statesOf, targetsOf } from '../support/store.js';
import { acceptAll, testChannel, useEngine, waitFor } from './support.js';

jest.setTimeout(60_000);

const engine = useEngine();
const { start, all } = engine;
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const backlog = 1500;
const rate = 400;

/** An alert of `urgency` is issued while a backlog of notices drains. How many notices leave between its issue and its first hand-off, and how long that takes. */
async function behindABacklog(urgency: number) {
  const channel = testChannel('sms', acceptAll, { callsPerSecond: rate, concurrency: 20 });
  await issue(store, { channel: 'sms', targets: targetsOf(backlog), now: Date.now(), urgency: 1 });
  const dispatcher = await start(store, [channel]);
  await waitFor(
    () => channel.sent.length,
    (n) => n >= 100,
  );
  await issue(store, { channel: 'sms', targets: targetsOf(20, 'new'), now: Date.now(), urgency });
  const [before, issuedAt] = [channel.sent.length, performance.now()];
  dispatcher.notifier.notify('deliveries', {});
  const isNew = ({ order }: (typeof channel.sent)[number]) => order.members[0]?.target.startsWith('new');
  await waitFor(
    () => channel.sent.find(isNew),
    (first) => first !== undefined,
  );
  const at = channel.sent.findIndex(isNew);
  return { between: at - before, after: (channel.sent[at]?.at ?? Infinity) - issuedAt };
}

describe('Preempt', () => {
  test('an urgent alert goes before the backlog, within two seconds, and the backlog still drains', async () => {
    const { between, after } = await behindABacklog(5);
    expect(after).toBeLessThanOrEqual(2000);
    expect(between).toBeLessThanOrEqual(2 * rate);
    await all('accepted', backlog + 20);
  });

  test('control: an alert that is as little urgent as the backlog waits behind it', async () => {
    const { between } = await behindABacklog(1);
    expect(between).toBeGreaterThan(2 * rate);
    expect((await statesOf(store)).pending ?? 0).toBeLessThan(backlog - 2 * rate);
  });
});
