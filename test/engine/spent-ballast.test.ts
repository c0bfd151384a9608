// A full disk whose ballast is given up: what stops, holds and ends what is under way is still written (docs/storage.md).
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { decideGroup } from '../../src/desk/delivery-groups.js';
import { stopVersion } from '../../src/desk/stop.js';
import type { Channel } from '../../src/domain/channel.js';
import { createClock } from '../../src/platform/clock.js';
import { openSqlite } from '../../src/store/open-sqlite.js';
import { watchStorage, type StorageWatch } from '../../src/store/storage-watch.js';
import type { Store } from '../../src/store/store.js';
import { issueIn, statesOf, targetsOf } from '../support/store.js';
import { at, deskOn, logTexts, tasksOf } from './desk.js';
import {
  acceptAll,
  startTestDispatcher,
  testChannel,
  toAll,
  waitFor,
  type TestDispatcher,
} from './support.js';

let dir: string;
let storage: StorageWatch;
let store: Store;
let dispatcher: TestDispatcher | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'todoku-spent-'));
  // An empty file is a ballast that was given up; no disk has room to make one of a petabyte again.
  await writeFile(join(dir, 'ballast'), '');
  const clock = createClock();
  storage = watchStorage({ dataDir: dir, ballastBytes: 2 ** 50, clock, logger: pino({ enabled: false }) });
  store = await openSqlite(dir, 'drill', 'hatoyama', storage);
  await expect(store.write(({ sql }) => sql('SELECT 1 AS one'))).rejects.toMatchObject({ trouble: 'full' });
});
afterEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  await store.close();
  await storage.stop();
  await rm(dir, { recursive: true, force: true });
});

const start = async (...channels: Channel[]) => {
  dispatcher = await startTestDispatcher(store, channels);
  return deskOn(store, dispatcher.notifier);
};
const issueTo = (channel: 'sms' | 'radio', targets: readonly string[]) =>
  store.write((tx) => issueIn(tx, { channel, targets, now: Date.now(), urgency: 3 }), 'urgent');
const states = (check: (seen: Awaited<ReturnType<typeof statesOf>>) => boolean) =>
  waitFor(() => statesOf(store), check);
const openTasks = () => store.read.sql('SELECT id FROM tasks WHERE closed_at IS NULL');

test('a person stops a version, and sends it after all', async () => {
  const { versionId } = await issueTo('sms', targetsOf(5));
  const held = await stopVersion(deskOn(store), at(), versionId, { channel: 'all', note: '' });
  expect(held).toEqual({ versionId, held: 5, silenced: [] });
  const channel = testChannel('sms');
  const desk = await start(channel);
  const group = { versionId, channel: 'sms', of: { state: 'held', reason: 'stopped' } } as const;
  await decideGroup(desk, at(), group, { action: 'retry' });
  await states(({ accepted }) => accepted === 5);
  await waitFor(openTasks, (tasks) => tasks.length === 0);
});

test('what is held stands under its task, and its channel settles', async () => {
  const { versionId } = await issueTo('sms', ['t0', 't1']);
  const desk = await start(testChannel('sms', (order) => toAll(order, { result: 'unsure' })));
  await waitFor(
    () => tasksOf(store),
    (tasks) => tasks.join() === 'sms unsure 2',
  );
  await waitFor(
    () => logTexts(store),
    (texts) => texts.some((text) => text.startsWith('SMS の送信結果')),
  );
  const group = { versionId, channel: 'sms', of: { state: 'held', reason: 'unsure' } } as const;
  await decideGroup(desk, at(), group, { action: 'give-up', reason: 'other', note: '' });
  expect(await statesOf(store)).toEqual({ refused: 2 });
});

test('a broadcast that is being said is silenced, and its task closed', async () => {
  const { versionId } = await issueTo('radio', ['st-1']);
  const desk = await start(
    testChannel(
      'radio',
      acceptAll,
      { keyLife: 60_000 },
      { stop: (order) => Promise.resolve(acceptAll(order)) },
    ),
  );
  await states(({ accepted }) => accepted === 1);
  await stopVersion(desk, at(), versionId, { channel: 'radio', note: '' });
  await waitFor(openTasks, (tasks) => tasks.length === 0);
  expect((await logTexts(store)).at(-1)).toBe('防災行政無線 の流れていた放送を停止');
});
