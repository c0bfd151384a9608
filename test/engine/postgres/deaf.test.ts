// A hub whose wake-ups are lost, beside one that issues and stops: what it had claimed is looked at again before it leaves.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { newId } from '../../../src/platform/id.js';
import { isLater } from '../../../src/store/issue-order.js';
import type { Store } from '../../../src/store/store.js';
import { openTask } from '../../../src/store/task.store.js';
import { issue, statesOf, targetsOf } from '../../support/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/tested-engine.js';
import {
  acceptAll,
  saying,
  startTestDispatcher,
  testChannel,
  waitFor,
  type TestDispatcher,
} from '../support.js';

jest.setTimeout(30_000);

let database: TestDatabase;
let here: Store;
let there: Store;
let deaf: TestDispatcher | undefined;
beforeEach(async () => {
  database = await createTestDatabase();
  [here, there] = await Promise.all([database.open(), database.open()]);
});
afterEach(async () => {
  await deaf?.stop();
  deaf = undefined;
  await Promise.all([here.close(), there.close()]);
  await database.drop();
});

const targets = targetsOf(60);
const orderKey = 'incident landslide';

/** `here` has twenty calls on the wire and more claimed behind them; then this happens `there`, and the provider answers. */
async function startedAfter(
  happens: (of: { versionId: string; alertId: string }) => Promise<unknown>,
  on: Store = here,
): Promise<number> {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  let looks = 0;
  const counting =
    (sql: Store['read']['sql']): Store['read']['sql'] =>
    (text, ...values) => {
      if (text.includes('newer AS MATERIALIZED')) looks++;
      return sql(text, ...values);
    };
  const slow = testChannel(
    'sms',
    async (order) => {
      await answered;
      return acceptAll(order);
    },
    { concurrency: 20, timeout: 20_000 },
  );
  const first = await issue(there, { channel: 'sms', targets, now: Date.now(), orderKey });
  deaf = await startTestDispatcher({ ...on, read: { ...on.read, sql: counting(on.read.sql) } }, [slow]);
  await waitFor(
    () => statesOf(there),
    ({ sending = 0 }) => sending >= 40 && slow.sent.length === 20,
  );
  await happens(first);
  const before = looks;
  await waitFor(
    () => statesOf(there),
    ({ sending }) => looks >= before + 3 || sending === 20,
  );
  answer();
  await waitFor(
    () => statesOf(there),
    ({ pending = 0, sending = 0 }) => pending + sending === 0,
  );
  return slow.sent.filter(({ order }) => order.versionId === first.versionId).length - 20;
}

const newer = ({ alertId }: { alertId: string }) =>
  issue(there, { channel: 'sms', targets, now: Date.now(), orderKey, alertId, n: 2 });
const stop = ({ versionId }: { versionId: string }) => {
  const task = {
    id: newId(),
    kind: 'stop',
    versionId,
    channel: 'sms',
    reason: 'stop',
    now: Date.now(),
  } as const;
  return there.write((tx) => openTask(tx, task));
};

test('Order: nothing older starts a second after another hub has issued', async () => {
  expect(await startedAfter(newer)).toBe(0);
});

test('nothing starts a second after another hub has stopped it', async () => {
  expect(await startedAfter(stop)).toBe(0);
  expect(await statesOf(there)).toEqual({ accepted: 20, held: 40 });
});

test('control: without the look what was claimed leaves, after what is newer', async () => {
  const sql = saying(here.read.sql, `AND ${isLater('v', 'own')}`, 'AND 1 = 0');
  const started = await startedAfter(newer, { ...here, read: { ...here.read, sql } });
  expect(started).toBeGreaterThanOrEqual(20);
});
