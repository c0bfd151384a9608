import type { ChannelId } from '../domain/channel.js';
import { newId } from '../platform/id.js';
import { listOf } from './dialect.js';
import type { LotTx } from './store.js';
import { openTask } from './task.store.js';

/** What a person sent by hand (`sendAgain`) has begun anew, under a fence that more than its attempts have moved. */
const byHand = (of: string) =>
  `${of}.attempts = CASE WHEN ${of}.state = 'pending' THEN 0 ELSE 1 END AND ${of}.fence > ${of}.attempts`;

/** Whether a delivery's version is stopped on its channel, and no person has sent just this one since. */
const isStopped = (of: string) =>
  `EXISTS (SELECT 1 FROM tasks t WHERE t.closed_at IS NULL AND t.version_id = ${of}.version_id AND t.channel = ${of}.channel
     AND t.kind = 'stop' AND NOT (${byHand(of)} AND ${of}.due_at > t.opened_at))`;

/**
 * Holds what a claim has found and locked of stopped versions, so that nothing starts that the stop's own walk has not come
 * to yet. Under its task from the same transaction on (invariant NoLoss). Returns the ids.
 */
export async function holdDue(
  { engine, sql }: LotTx,
  channel: ChannelId,
  due: readonly { readonly id: number }[],
  now: number,
): Promise<ReadonlySet<number>> {
  if (due.length === 0 || !(await hasStops(sql, channel))) return new Set();
  const rows = await sql<{ id: number; version_id: string }>(
    `UPDATE deliveries SET state = 'held', held_reason = 'stopped', fence = fence + 1, updated_at = $2
     WHERE id IN ${listOf(engine, '$1', 'integer')} AND state = 'pending' AND ${isStopped('deliveries')} RETURNING id, version_id`,
    JSON.stringify(due.map(({ id }) => id)),
    now,
  );
  for (const versionId of new Set(rows.map((row) => row.version_id)))
    await openTask({ sql }, { id: newId(), kind: 'held', versionId, channel, reason: 'stopped', now });
  return new Set(rows.map(({ id }) => id));
}

const hasStops = async (sql: LotTx['sql'], channel: ChannelId): Promise<boolean> =>
  (
    await sql(
      `SELECT 1 AS one FROM tasks WHERE closed_at IS NULL AND kind = 'stop' AND channel = $1 LIMIT 1`,
      channel,
    )
  ).length > 0;

/** Which of these deliveries, claimed but not sent, were stopped since: they must not leave any more. */
export async function findStopped(
  { engine, sql }: LotTx,
  waiting: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await sql<{ id: number }>(
    `SELECT d.id FROM deliveries d WHERE d.id IN ${listOf(engine, '$1', 'integer')} AND ${isStopped('d')}`,
    JSON.stringify(waiting),
  );
  return new Set(rows.map(({ id }) => id));
}

/** How many deliveries of a version stand held by a stop, on these channels. */
export async function countStopped(
  { engine, sql }: LotTx,
  versionId: string,
  channels: readonly string[],
): Promise<number> {
  const [row] = await sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM deliveries WHERE version_id = $1 AND state = 'held' AND held_reason = 'stopped'
       AND channel IN ${listOf(engine, '$2', 'text')}`,
    versionId,
    JSON.stringify(channels),
  );
  return row?.n ?? 0;
}
