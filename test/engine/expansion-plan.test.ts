// How SQLite looks for a lot of a large audience: by ids from where the last lot ended. It would rather look through the
// whole audience for every lot, which for a million addresses is hundreds of times.
import { expect, test } from '@jest/globals';
import type { ChannelId } from '../../src/domain/channel.js';
import { expandLot, openExpansion } from '../../src/store/expansion.store.js';
import type { Sql, SqlValue, Store } from '../../src/store/store.js';
import { issueIn } from '../support/store.js';
import { useEngine } from './support.js';

type Audience = Parameters<typeof openExpansion>[3]['audience'];

const engine = useEngine();
const now = Date.now();
const channel: ChannelId = 'sms';
const orderKey = 'incident landslide';

/** Brings in a lot of this audience, and answers how SQLite looks for the rows of each of its statements. */
async function plansOfLot(store: Store, audience: Audience, piece: string): Promise<string[]> {
  const said: [string, SqlValue[]][] = [];
  await store.write(async (tx) => {
    const { versionId, alertId } = await issueIn(tx, { channel, targets: ['t0', 't1'], now, orderKey });
    const times = { now, expiresAt: now + 3_600_000 };
    const names = { versionId: 'next', alertId, orderKey, renderingsOf: versionId, purpose: 'message' };
    await openExpansion(tx, { ...names, ...times, rank: 2, supersedes: true }, channel, {
      audience,
      after: '0',
    });
    await tx.sql("UPDATE deliveries SET state = 'accepted', address_id = 'a' || id");
    await tx.sql(
      `INSERT INTO addresses (id, resident_id, channel, target, district, language) VALUES ('1', '1', 'sms', 't', 'd', 'ja')`,
    );
    const sql = (async (text: string, ...values: SqlValue[]) => {
      const looked = text.replaceAll(piece, '');
      said.push([looked, values]);
      return tx.sql(looked, ...values);
    }) as Sql;
    await expandLot({ engine: tx.engine, sql }, 10, now);
  });
  const plans: string[] = [];
  for (const [text, values] of said)
    for (const { detail } of await store.read.sql<{ detail: string }>(
      `EXPLAIN QUERY PLAN ${text}`,
      ...values,
    ))
      plans.push(detail);
  return plans;
}

const byDistrict = /SEARCH a USING INDEX addresses_by_district/;
const byVersion = /SEARCH (d|n) USING (COVERING )?INDEX deliveries_once/;
const inOrder = " || ''";

test('a lot of the addresses of districts is walked by their ids', async () => {
  const plans = await plansOfLot(engine.store(), { districts: ['d'] }, 'nothing of it');
  expect(plans.filter((plan) => /SEARCH a .*\(id>\?/.test(plan))).toHaveLength(2);
  expect(plans.filter((plan) => byDistrict.test(plan))).toEqual([]);
  expect(plans.filter((plan) => byVersion.test(plan))).toEqual([]);
});

test('a lot of whom the alert reached is walked by their deliveries', async () => {
  const plans = await plansOfLot(engine.store(), 'reached', 'nothing of it');
  expect(plans.filter((plan) => /SEARCH d USING INTEGER PRIMARY KEY \(rowid>\?/.test(plan))).toHaveLength(2);
  expect(plans.filter((plan) => byVersion.test(plan))).toEqual([]);
});

test('control: without the word for it SQLite takes the index of the whole audience', async () => {
  const plans = await plansOfLot(engine.store(), { districts: ['d'] }, inOrder);
  expect(plans.filter((plan) => byDistrict.test(plan)).length).toBeGreaterThan(0);
});

test('control: and that of the whole version', async () => {
  const plans = await plansOfLot(engine.store(), 'reached', inOrder);
  expect(plans.filter((plan) => byVersion.test(plan)).length).toBeGreaterThan(0);
});
