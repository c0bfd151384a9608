import { beforeEach, expect, jest, test } from '@jest/globals';
import { endTrouble, readTroubles } from '../../src/store/channel-trouble.store.js';
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

const why = { at: 'channel', code: 'channel.unauthorised', detail: '403' } as const;
const trouble = async () => (await readTroubles(store.read)).get('sms') ?? null;
const logged = async () =>
  (await store.read.sql<{ text: string }>('SELECT text FROM log_entries ORDER BY seq')).map(
    ({ text }) => text,
  );
const told = [
  'SMS が使えません：相手が認証を拒みました。鍵を確かめてください。',
  'SMS の送信が再び通りました。',
];

/** A far end that refuses all until it is mended. */
function farEnd() {
  const state = { broken: true };
  const channel = testChannel(
    'sms',
    (order) => (state.broken ? toAll(order, { result: 'retry', why }) : acceptAll(order)),
    { concurrency: 1 },
  );
  return { channel, mend: () => void (state.broken = false) };
}
const send = () => issue(store, { channel: 'sms', targets: targetsOf(5), now: Date.now() });

test('a channel whose sends fail stands in the database until one is taken; the log has its begin and its end', async () => {
  const { channel, mend } = farEnd();
  await send();
  const { notifier } = await start(store, [channel], { random: () => 0.01 });
  const topics: string[] = [];
  notifier.on('changed', (change) => topics.push(...change.topics));
  expect(await waitFor(trouble, (seen) => seen !== null)).toMatchObject({
    ...{ state: 'down', code: 'channel.unauthorised', detail: '403' },
  });
  expect(topics).toContain('channels');
  mend();
  await all('accepted', 5);
  await waitFor(trouble, (seen) => seen === null);
  expect(await logged()).toEqual(expect.arrayContaining(told));
});

test('a proxy in the way is named in the log, not the far end', async () => {
  await send();
  const proxied = { at: 'channel', code: 'channel.unauthorised', detail: 'proxy 407' } as const;
  const channel = testChannel('sms', (order) => toAll(order, { result: 'retry', why: proxied }), {
    concurrency: 1,
  });
  await start(store, [channel], { random: () => 0.01 });
  expect(await waitFor(trouble, (seen) => seen !== null)).toMatchObject({ detail: 'proxy 407' });
  expect(await logged()).toContainEqual(
    expect.stringContaining('SMS が使えません：役場の外向きプロキシで止まっています（proxy 407）'),
  );
});

test('it is still known after a restart, and told since when it began', async () => {
  const { channel, mend } = farEnd();
  await send();
  const first = await start(store, [channel], { random: () => 0.01 });
  const known = await waitFor(trouble, (seen) => seen !== null);
  await first.stop();
  await start(store, [channel], { random: () => 0.01 });
  await waitFor(
    () => channel.sent.length,
    (n) => n >= 6,
  );
  expect(await trouble()).toMatchObject({ since: known?.since });
  mend();
  await waitFor(trouble, (seen) => seen === null);
});

test('another hub on the same database, whose calls are taken, ends it within seconds', async () => {
  const { channel } = farEnd();
  await send();
  const broken = await start(store, [channel], { random: () => 0.01 });
  await waitFor(trouble, (seen) => seen !== null);
  const sound = testChannel('sms');
  await start(store, [sound]);
  await waitFor(trouble, (seen) => seen === null);
  expect(broken.health()[0]?.breaker).not.toBe('closed');
});

test('a test to self that was taken ends it only until the next call fails', async () => {
  const { channel } = farEnd();
  const clock = movableClock();
  await send();
  await start(store, [channel], { random: () => 0.01, clock });
  await waitFor(trouble, (seen) => seen !== null);
  await store.write((tx) => endTrouble(tx, 'sms'), 'ordinary');
  clock.move(31_000);
  await waitFor(trouble, (seen) => seen !== null);
});

test('an address that is refused for our key is kept, a dead one is left out', async () => {
  const code = (target: string) => (target === 'foreign' ? 'push.foreign-token' : 'push.unregistered');
  const channel = testChannel('push', (order) =>
    order.members.map(({ target }) => ({
      ...{ target, result: 'refused', why: { at: 'target', code: code(target) } },
    })),
  );
  const targets = ['foreign', 'gone'];
  await store.write(async ({ sql }) => {
    for (const target of targets)
      await sql(
        `INSERT INTO addresses (id, resident_id, channel, target, district, language)
         VALUES ($1, $1, 'push', $1, 'sue', 'ja')`,
        target,
      );
  }, 'ordinary');
  await issue(store, { channel: 'push', targets, now: Date.now() });
  await start(store, [channel]);
  await all('refused', 2);
  expect(await store.read.sql('SELECT target FROM addresses WHERE dead_at IS NULL')).toEqual([
    { target: 'foreign' },
  ]);
});
