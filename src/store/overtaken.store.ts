// Which deliveries a later issue has overtaken (invariant Order), asked of whatever waits to be sent.
import type { ChannelId } from '../domain/channel.js';
import { inOrder } from './audience.store.js';
import { listIn, listOf, textIn, type Engine } from './dialect.js';
import { isLater } from './issue-order.js';
import type { LotTx } from './store.js';

/** The order key of a version, which all its deliveries have. A large audience may have its first delivery still to come. */
const keyOf = (engine: Engine, version: string) =>
  `COALESCE((SELECT k.order_key FROM deliveries k WHERE k.version_id = ${version}.id LIMIT 1),
     (SELECT ${textIn(engine, 'x.batch', 'orderKey')} FROM expansions x WHERE x.version_id = ${version}.id LIMIT 1))`;

/**
 * What was issued after each of these versions with its order key (no other incident has it), and the cancels of its alert,
 * which silence all of it, addressed again or not. Found once for a whole lot: a look at all that was ever issued, for each
 * delivery, would take longer with each year of the hub's life.
 */
const newerThan = (engine: Engine, versions: string) =>
  `newer AS MATERIALIZED (SELECT own.id AS than, v.id, ${cancels} AS silences
     FROM versions own CROSS JOIN versions v WHERE own.id IN ${versions} AND v.incident_id = own.incident_id
       AND v.issued_at IS NOT NULL AND ${isLater('v', 'own')}
       AND (${cancels} = 1 OR ${keyOf(engine, 'v')} = ${keyOf(engine, 'own')}))`;

const cancels = `CASE WHEN v.purpose = 'cancel' AND v.alert_id = own.alert_id THEN 1 ELSE 0 END`;

/**
 * Whether one of them goes to the target of `of` as well, or will when the lot of its audience comes in. Looked up row by
 * row: as EXISTS PostgreSQL may put all deliveries there are into a hash first.
 */
const isOvertaken = (engine: Engine, of: string) =>
  `EXISTS (SELECT 1 FROM newer v WHERE v.than = ${of}.version_id AND (v.silences = 1
     OR (SELECT 1 FROM deliveries l WHERE l.version_id = v.id AND l.channel = ${of}.channel AND l.target = ${of}.target LIMIT 1) = 1
     OR (SELECT 1 FROM expansions x CROSS JOIN addresses a WHERE x.version_id = v.id AND x.channel = ${of}.channel
       AND a.id = ${of}.address_id AND a.target = ${of}.target AND a.dead_at IS NULL AND a.opted_out_at IS NULL
       AND a.district IN ${listIn(engine, 'x.audience', 'districts')} LIMIT 1) = 1))`;

/** What came back to be sent again though a newer version was issued meanwhile. Returns the ids. */
export async function supersedeReturned(
  { engine, sql }: LotTx,
  returned: readonly { readonly id: number }[],
  now: number,
): Promise<ReadonlySet<number>> {
  const ids = listOf(engine, '$1', 'integer');
  const rows = await sql<{ id: number }>(
    `WITH ${newerThan(engine, versionsOf(ids))}
     UPDATE deliveries SET state = 'superseded', held_reason = NULL, updated_at = $2
     WHERE id IN ${ids} AND state IN ('pending', 'held') AND ${isOvertaken(engine, 'deliveries')}
     RETURNING id`,
    JSON.stringify(returned.map(({ id }) => id)),
    now,
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * The same for what a claim has found and locked while another version's audience comes in: whom its next lots will bring,
 * nothing older starts for. To supersede all of that at the issue would hold everybody else up. Returns the ids.
 */
export async function supersedeDue(
  tx: LotTx,
  channel: ChannelId,
  due: readonly { readonly id: number; readonly versionId: string }[],
  now: number,
): Promise<ReadonlySet<number>> {
  if (due.length === 0) return new Set();
  const open = await tx.sql<{ version_id: string }>(
    'SELECT version_id FROM expansions WHERE channel = $1',
    channel,
  );
  const others = due.filter(({ versionId }) => open.some((one) => one.version_id !== versionId));
  return others.length === 0 ? new Set() : supersedeReturned(tx, others, now);
}

/** What came in with a lot of a large audience, after the delivery `after`, though a newer version was issued meanwhile. */
export const supersedeArrived = (
  { engine, sql }: LotTx,
  { versionId, now }: { readonly versionId: string; readonly now: number },
  after: number,
): Promise<unknown> =>
  sql(
    `WITH ${newerThan(engine, '(CAST($1 AS text))')}
     UPDATE deliveries SET state = 'superseded', updated_at = $2
     WHERE id > $3 AND ${inOrder('version_id')} = $1 AND state = 'pending' AND ${isOvertaken(engine, 'deliveries')}`,
    versionId,
    now,
    after,
  );

/**
 * Which of these deliveries, claimed but not sent, a newer version goes to as well: they must not leave any more (invariant
 * Order). An urgent alert's first call waits for the answer.
 */
export async function findOvertaken(
  { engine, sql }: LotTx,
  waiting: readonly number[],
): Promise<ReadonlySet<number>> {
  const ids = listOf(engine, '$1', 'integer');
  const rows = await sql<{ id: number }>(
    `WITH ${newerThan(engine, versionsOf(ids))}
     SELECT d.id FROM deliveries d WHERE d.id IN ${ids} AND ${isOvertaken(engine, 'd')}`,
    JSON.stringify(waiting),
  );
  return new Set(rows.map(({ id }) => id));
}

const versionsOf = (ids: string) => `(SELECT d.version_id FROM deliveries d WHERE d.id IN ${ids})`;
