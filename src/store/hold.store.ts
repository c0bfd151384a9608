import type { ChannelId } from '../domain/channel.js';
import type { HeldReason } from '../domain/delivery.js';
import type { Store, Tx } from './store.js';

/** How far the clock may stand behind the newest row before everything is held. Milliseconds. */
const clockTolerance = 60_000;

/** Holds every pending delivery for a person. Returns how many. */
export async function holdPending({ sql }: Tx, reason: HeldReason, now: number): Promise<number> {
  const rows = await sql<{ id: number }>(
    `UPDATE deliveries SET state = 'held', held_reason = $1, updated_at = $2 WHERE state IN ('pending', 'unsure') RETURNING id`,
    reason,
    now,
  );
  return rows.length;
}

/** Holds a version's broadcast before its first byte: a person plays it in the morning. */
export const holdForMorning = ({ sql }: Pick<Tx, 'sql'>, versionId: string, now: number) =>
  sql(
    `UPDATE deliveries SET state = 'held', held_reason = 'morning', updated_at = $2
     WHERE version_id = $1 AND channel = 'radio' AND state = 'pending'`,
    versionId,
    now,
  );

/** How long a delivery may wait for a process that has its channel: longer than hubs take to start anew one by one. Milliseconds. */
const patienceWithChannelOff = 60_000;

/**
 * Holds what waits on a channel that no configuration has any more: nothing would ever take it, or ask what became of it.
 * Returns the versions whose progress changed.
 */
export async function holdForChannelOff(
  store: Store,
  channel: ChannelId,
  now: number,
): Promise<readonly string[]> {
  const before = now - patienceWithChannelOff;
  const waits = `channel = $1 AND state IN ('pending', 'unsure') AND updated_at <= $2`;
  // A look first: on most days there is nothing, and a transaction has the writer to itself.
  const [found] = await store.read.sql(
    `SELECT 1 AS one FROM deliveries WHERE ${waits} LIMIT 1`,
    channel,
    before,
  );
  if (found === undefined) return [];
  const rows = await store.lot(
    ({ sql }) =>
      sql<{ version_id: string }>(
        `UPDATE deliveries SET state = 'held', fence = fence + 1, updated_at = $3,
           held_reason = CASE state WHEN 'unsure' THEN 'unsure' ELSE 'channel-off' END
         WHERE ${waits} RETURNING version_id`,
        channel,
        before,
        now,
      ),
    'needed',
  );
  return [...new Set(rows.map((row) => row.version_id))];
}

/** After a restart with a clock behind the database nothing goes out by itself (invariant NoStale). True when held. */
export async function holdForClock(store: Store, now: number): Promise<boolean> {
  const [newest] = await store.read.sql<{ at: number | null }>(
    `SELECT MAX(at) AS at FROM (SELECT MAX(entered_at) AS at FROM log_entries
      UNION ALL SELECT MAX(committed_at) FROM calls) AS times`,
  );
  if (newest?.at === null || newest === undefined || now >= newest.at - clockTolerance) return false;
  await store.write((tx) => holdPending(tx, 'clock', now), 'needed');
  return true;
}
