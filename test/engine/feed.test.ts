/** A forwarder that died is told once and ends with the next telegram (R21), on both engines, with a clock that the test moves. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lookAtFeed, watchFeed } from '../../src/intake/feed-watch.js';
import { receiveTelegram } from '../../src/intake/receive.js';
import { newId } from '../../src/platform/id.js';
import { feedHeardAt, feedSilentSince, lastTelegramAt } from '../../src/store/feed.store.js';
import { appendLog } from '../../src/store/log.store.js';
import { logTexts } from './desk.js';
import { waitFor } from './support.js';
import { night, useTownDesk } from './town-desk.js';

const { kept, desk } = useTownDesk();
const hour = 3_600_000;
const hours = 13;
const samples = 'test/data/jma/samples';
const [advisory, forecast] = ['15_16_03_241226_VPWW55', '14_01_01_130906_VPCY50'].map((name) =>
  readFileSync(`${samples}/${name}.xml`),
) as [Buffer, Buffer];

const look = (more: Partial<typeof desk.deps> = {}) => lookAtFeed({ ...desk.deps, ...more }, hours);
const comes = (bytes: Uint8Array, scope?: string) => receiveTelegram(desk.deps, bytes, desk.time.now, scope);
const told = async () => (await logTexts(kept.store)).filter((text) => text.includes('届'));
const tasks = () =>
  kept.store.read.sql<{ closed_at: number | null }>(
    "SELECT closed_at FROM tasks WHERE kind = 'feed' ORDER BY opened_at",
  );

test('a feed that falls silent opens one task with one entry, and the next telegram closes it', async () => {
  await comes(advisory);
  desk.time.now = night + hours * hour - 1;
  await look();
  expect(await feedSilentSince(kept.store.read)).toBeNull();
  desk.time.now += 1;
  await look();
  await look();
  expect(await feedSilentSince(kept.store.read)).toBe(night + hours * hour);
  expect(await told()).toEqual([
    '電文が 13 時間以上届いていません（最後は 2026-07-11 03:05）。転送の装置と回線を確かめてください。',
  ]);
  desk.time.now += hour;
  await comes(forecast);
  await look();
  await look();
  expect(await feedSilentSince(kept.store.read)).toBeNull();
  expect(await tasks()).toEqual([{ closed_at: desk.time.now }]);
  expect((await told()).slice(1)).toEqual(['電文がまた届きました。']);
  desk.time.now += hours * hour;
  await look();
  expect(await tasks()).toHaveLength(2);
});

test('the same bytes again, and a scenario’s telegrams, are no word of the feed; unreadable bytes are', async () => {
  await comes(advisory);
  desk.time.now += hours * hour;
  await comes(advisory);
  await comes(forecast, newId());
  await look();
  expect(await feedSilentSince(kept.store.read)).toBe(desk.time.now);
  expect(await lastTelegramAt(kept.store.read)).toBe(desk.time.now);
  expect(await feedHeardAt(kept.store.read)).toBe(night);
  await comes(Buffer.from('no telegram'));
  await look();
  expect(await feedSilentSince(kept.store.read)).toBeNull();
});

test('without any telegram a drill world is calm, and a live one alarmed from its first entry on', async () => {
  const entry = {
    at: night,
    enteredAt: night,
    category: 'command',
    actor: 'x',
    text: 'first',
    data: {},
  } as const;
  await kept.store.write((tx) => appendLog(tx, entry));
  desk.time.now += hours * hour;
  await look();
  expect(await tasks()).toEqual([]);
  await look({ world: 'live' });
  expect(await told()).toEqual([
    '電文が、13 時間以上、一度も届いていません。転送の装置と回線を確かめてください。',
  ]);
});

test('two hubs that look at the same moment tell it once', async () => {
  await comes(advisory);
  desk.time.now += hours * hour;
  await Promise.all([look(), look()]);
  expect(await tasks()).toHaveLength(1);
  expect(await told()).toHaveLength(1);
});

test('the watch looks at once when a telegram comes in, and says so to the consoles', async () => {
  const topics: string[] = [];
  desk.deps.notifier.on('changed', (notice) => void topics.push(...notice.topics));
  await comes(advisory);
  desk.time.now += hours * hour;
  const bugs: unknown[] = [];
  const stop = watchFeed(desk.deps, hours, (error) => bugs.push(error));
  await waitFor(() => topics.includes('tasks'), Boolean);
  topics.length = 0;
  await comes(forecast);
  await waitFor(() => topics.includes('tasks'), Boolean);
  expect(topics).toContain('state');
  expect(await feedSilentSince(kept.store.read)).toBeNull();
  await stop();
  expect(bugs).toEqual([]);
});

test('where nobody watches any more, an open task is closed', async () => {
  await comes(advisory);
  desk.time.now += hours * hour;
  await look();
  await lookAtFeed(desk.deps, 0);
  expect(await feedSilentSince(kept.store.read)).toBeNull();
  expect((await logTexts(kept.store)).at(-1)).toBe(
    '設定により、電文が途絶えたかどうかの見張りをやめました。',
  );
});
