import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Outcome } from '../../src/domain/channel.js';
import { createClock } from '../../src/platform/clock.js';
import type { Store } from '../../src/store/store.js';
import { issue, targetsOf } from '../support/store.js';
import { acceptAll, movableClock, testChannel, toAll, useEngine, waitFor } from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
const { start, all } = engine;
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const channelFault = (code = 'channel.unauthorised') => ({ at: 'channel', code }) as const;

describe('NoStale', () => {
  /** Half of the deliveries leave; then 90 s pass, the message expires, and the wall clock is set back. */
  async function clockJumpsBack(monotonic: boolean, by: number) {
    let wall = Date.now();
    const moved = performance.now();
    let elapsed = 0;
    const mono = () => performance.now() - moved + elapsed;
    const clock = monotonic ? createClock(() => wall, mono) : { now: () => Math.round(wall + mono()) };
    const channel = testChannel('sms', acceptAll, { callsPerSecond: 5 });
    await issue(store, { channel: 'sms', targets: targetsOf(10), now: wall, expiresAt: wall + 60_000 });
    await start(store, [channel], { clock });
    await all('accepted', 5);
    wall -= by;
    elapsed = 90_000;
    await wait(1300);
    return channel.sent.length;
  }

  test('nothing starts at or after expiry, though the wall clock jumps back two hours', async () => {
    expect(await clockJumpsBack(true, 2 * 3_600_000)).toBe(5);
    await all('expired', 5);
  });

  test('control: by the wall clock the expired rest is sent', async () => {
    expect(await clockJumpsBack(false, 90_000)).toBeGreaterThan(5);
  });

  test('what waits in a claimed lot is checked again right before its call', async () => {
    const clock = movableClock();
    const first = Promise.withResolvers<readonly Outcome[]>();
    const channel = testChannel(
      'sms',
      (order) => (channel.sent.length === 1 ? first.promise : acceptAll(order)),
      {
        concurrency: 1,
        timeout: 60_000,
      },
    );
    const now = clock.now();
    await issue(store, { channel: 'sms', targets: targetsOf(5), now, expiresAt: now + 20_000 });
    await start(store, [channel], { clock });
    await waitFor(
      () => channel.sent.length,
      (n) => n === 1,
    );
    clock.move(25_000);
    first.resolve([
      { target: channel.sent[0]?.order.members[0]?.target ?? '', result: 'accepted', ref: 'late' },
    ]);
    await all('expired', 4);
    expect(channel.sent).toHaveLength(1);
  });

  test('a clock behind the database holds everything for a person', async () => {
    const ahead = Date.now() + 2 * 3_600_000;
    await issue(store, { channel: 'sms', targets: targetsOf(4), now: ahead, expiresAt: ahead + 3_600_000 });
    await store.write(({ sql }) =>
      sql(
        "INSERT INTO calls (id, channel, version_id, rendering_id, members, committed_at) VALUES ('c', 'sms', 'v', 'r', '[]', $1)",
        ahead,
      ),
    );
    await store.write(({ sql }) => sql('UPDATE deliveries SET due_at = $1', Date.now() - 1));
    const channel = testChannel('sms');
    await start(store, [channel]);
    await all('held', 4);
    const tasks = await waitFor(
      () => store.read.sql('SELECT reason FROM tasks WHERE closed_at IS NULL'),
      (rows) => rows.length > 0,
    );
    expect(tasks).toEqual([{ reason: 'clock' }]);
    expect(channel.sent).toHaveLength(0);
  });

  test('control: where nothing in the database is ahead, the same deliveries leave', async () => {
    const channel = testChannel('sms');
    await issue(store, { channel: 'sms', targets: targetsOf(4), now: Date.now() });
    await start(store, [channel]);
    await all('accepted', 4);
  });
});

describe('RateLimit', () => {
  const most = (times: readonly number[], window: number) =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + window).length));

  test('no sliding second holds more calls than the provider allows', async () => {
    const channel = testChannel('sms', acceptAll, { callsPerSecond: 40 });
    await issue(store, { channel: 'sms', targets: targetsOf(100), now: Date.now() });
    await start(store, [channel]);
    await all('accepted', 100);
    expect(
      most(
        channel.sent.map(({ at }) => at),
        1000,
      ),
    ).toBeLessThanOrEqual(40);
  });

  test('control: the same fan-out at a higher rate breaks that bound', async () => {
    const channel = testChannel('sms', acceptAll, { callsPerSecond: 80 });
    await issue(store, { channel: 'sms', targets: targetsOf(100), now: Date.now() });
    await start(store, [channel]);
    await all('accepted', 100);
    expect(
      most(
        channel.sent.map(({ at }) => at),
        1000,
      ),
    ).toBeGreaterThan(40);
  });

  async function gapAfter429(retryAfter: number | null): Promise<number> {
    const channel = testChannel(
      'sms',
      (order) => {
        if (channel.sent.length > 1) return acceptAll(order);
        const why = channelFault('channel.rate');
        const notBefore = retryAfter === null ? {} : { notBefore: Date.now() + retryAfter };
        return toAll(order, { result: 'retry', why, ...notBefore });
      },
      { concurrency: 1 },
    );
    await issue(store, { channel: 'sms', targets: targetsOf(3), now: Date.now() });
    await start(store, [channel]);
    await all('accepted', 3);
    const [first, second] = channel.sent.map(({ at }) => at);
    return (second ?? 0) - (first ?? 0);
  }

  test('Retry-After is obeyed by the whole channel', async () => {
    expect(await gapAfter429(1200)).toBeGreaterThanOrEqual(1190);
  });

  test('control: without one the next call does not wait that long', async () => {
    expect(await gapAfter429(null)).toBeLessThan(1190);
  });
});
