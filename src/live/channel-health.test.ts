import { afterEach, expect, jest, test } from '@jest/globals';
import { carriedChannelIds, type Channel, type ChannelId, type Health } from '../domain/channel.js';
import type { ChannelTrouble } from '../domain/channel-trouble.js';
import type { Clock } from '../platform/clock.js';
import { createNotifier } from '../platform/notifier.js';
import { channelBoard } from './channel-board.js';
import { startChannelHealth } from './channel-health.js';

afterEach(() => void jest.useRealTimers());

/** Two channels whose far end does as it is told, and a clock that is set. */
async function watched() {
  jest.useFakeTimers();
  const says: Record<string, () => Promise<Health>> = {
    sms: async () => ({ state: 'up' }),
    mail: async () => ({ state: 'up' }),
  };
  const channels = Object.keys(says).map((id) => ({ id, probe: () => says[id]?.() }) as unknown as Channel);
  let now = 1000;
  const clock = { now: () => now } as Clock;
  const heard: unknown[] = [];
  const notifier = createNotifier(() => undefined);
  notifier.on('changed', (change) => heard.push(change));
  const maintenance = { severed: false };
  const troubles = new Map<ChannelId, ChannelTrouble>();
  const health = startChannelHealth(channels, { clock, notifier, isSevered: () => maintenance.severed });
  await jest.advanceTimersByTimeAsync(0);
  const later = async (at: number) => {
    now = at;
    await jest.advanceTimersByTimeAsync(15_000);
  };
  const of = (id: string) =>
    channelBoard(health.read(), new Map([['sms', 3]]), troubles).find((row) => row.channel === id);
  return { says, health, heard, later, of, maintenance, troubles };
}

test('a channel says since when it is down and when it was last reached, and consoles hear of the change once', async () => {
  const { says, health, heard, later, of } = await watched();
  expect(of('sms')).toMatchObject({ state: 'up', since: 1000, lastUpAt: 1000, waiting: 3 });
  await later(16_000);
  expect(of('sms')).toMatchObject({ since: 1000, lastUpAt: 16_000 });
  const before = heard.length;
  says['sms'] = async () => ({ state: 'down', detail: '503' });
  await later(31_000);
  await later(46_000);
  expect(of('sms')).toMatchObject({
    state: 'down',
    since: 31_000,
    lastUpAt: 16_000,
    checkedAt: 46_000,
    detail: '503',
  });
  expect(of('mail')).toMatchObject({ state: 'up', since: 1000, lastUpAt: 46_000 });
  expect(heard).toHaveLength(before + 1);
  health.stop();
});

test('a probe that throws is a channel that is down', async () => {
  const { says, health, later, of } = await watched();
  says['mail'] = () => Promise.reject(new Error('broken'));
  await later(16_000);
  expect(of('mail')).toMatchObject({ state: 'down', detail: 'broken', lastUpAt: 1000 });
  health.stop();
});

test('while the ways out are severed nothing is probed and no channel is called down; then all are again', async () => {
  const { says, health, heard, later, of, maintenance } = await watched();
  let asked = 0;
  says['sms'] = async () => (asked++, { state: 'down', detail: 'maintenance' });
  maintenance.severed = true;
  const before = heard.length;
  await later(16_000);
  expect([asked, heard.length - before]).toEqual([0, 0]);
  expect(of('sms')).toMatchObject({ state: 'up', checkedAt: 1000 });
  maintenance.severed = false;
  await later(31_000);
  expect([asked, of('sms')?.state]).toEqual([1, 'down']);
  health.stop();
});

test('a channel that answers its probe and takes nothing is down while something waits for it, and in doubt afterwards', async () => {
  const { health, of, troubles } = await watched();
  const why = { since: 500, code: 'channel.unauthorised', detail: '403' };
  troubles.set('sms', { state: 'down', ...why }).set('mail', { state: 'down', ...why });
  const failing = { failing: true, detail: why.code, since: 500 };
  expect(of('sms')).toMatchObject({ state: 'down', waiting: 3, ...failing });
  expect(of('mail')).toMatchObject({ state: 'degraded', waiting: 0, ...failing });
  troubles.set('sms', { state: 'degraded', ...why });
  expect(of('sms')).toMatchObject({ state: 'degraded', ...failing });
  health.stop();
});

test('a channel that is down for its probe and its sends is down since the first of both', async () => {
  const { says, health, of, later, troubles } = await watched();
  says['mail'] = () => Promise.reject(new Error('broken'));
  await later(16_000);
  troubles.set('mail', { state: 'down', since: 20_000, code: 'channel.unreachable', detail: null });
  expect(of('mail')).toMatchObject({ state: 'down', since: 16_000, detail: 'channel.unreachable' });
  health.stop();
});

test('a channel that the configuration leaves off says so', async () => {
  const { health, of } = await watched();
  const off = carriedChannelIds.filter((id) => id !== 'sms' && id !== 'mail');
  expect(off.map((id) => of(id)?.state)).toEqual(off.map(() => 'off'));
  expect(of('radio')).toMatchObject({ lastUpAt: null, since: null });
  health.stop();
});

test('sends that the town’s proxy stops are told by its word, all others by the channel’s', async () => {
  const { health, of, troubles } = await watched();
  const trouble = { state: 'down', since: 2000, code: 'channel.unauthorised' } as const;
  troubles.set('sms', { ...trouble, detail: 'proxy 407' });
  troubles.set('mail', { ...trouble, detail: '535' });
  expect(of('sms')).toMatchObject({ state: 'down', failing: true, detail: 'proxy 407' });
  expect(of('mail')).toMatchObject({ failing: true, detail: 'channel.unauthorised' });
  health.stop();
});
