// How SQLite finds when the feed was last heard: `/state` asks at every event, in the hub's tenth year too.
import { expect, test } from '@jest/globals';
import { feedHeardAt, feedSilentSince, lastTelegramAt } from '../../src/store/feed.store.js';
import type { Sql, SqlValue } from '../../src/store/store.js';
import { useEngine } from './support.js';

const engine = useEngine();

async function plansOf(change: (text: string) => string): Promise<string[]> {
  const plans: string[] = [];
  const { read } = engine.store();
  const sql = (async (text: string, ...values: SqlValue[]) => {
    const steps = await read.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${change(text)}`, ...values);
    plans.push(steps.map(({ detail }) => detail).join(', '));
    return [];
  }) as Sql;
  for (const ask of [lastTelegramAt, feedHeardAt, feedSilentSince]) await ask({ sql });
  return plans;
}

test('the last telegram is the end of an index, and the task is found by its name', async () => {
  expect(await plansOf((text) => text)).toEqual([
    'SCAN telegrams USING INDEX sqlite_autoindex_telegrams_1',
    'SCAN telegrams USING INDEX telegrams_of_feed',
    'SEARCH tasks USING INDEX tasks_by_version (version_id=? AND kind=?)',
  ]);
});

test('control: with other words than the index has, every telegram is sorted or passed over', async () => {
  const [, feed] = await plansOf((text) => text.replace('length(hash) = 64', 'length(hash) < 65'));
  expect(feed).not.toContain('telegrams_of_feed');
});
