// The store's deliveries with the order of commit and send turned round; all else is the real thing.
import * as real from '../../dist/store/delivery.store.js';

export * from '../../dist/store/delivery.store.js';

/** Claimed in memory only: id → nothing yet, then the call it belongs to. */
const claimed = new Map();

export async function claimDue({ sql }, { channel, now, limit }) {
  const rows = await sql(
    `SELECT id, version_id AS "versionId", rendering_id AS "renderingId", target, attempts + 1 AS attempts, fence + 1 AS fence,
       expires_at AS "expiresAt", call_id AS "callId" FROM deliveries
     WHERE channel = $1 AND state = 'pending' AND due_at <= $2 AND expires_at > $2
       AND id NOT IN (SELECT value FROM json_each($3)) ORDER BY rank, due_at, id LIMIT $4`,
    channel,
    now,
    JSON.stringify([...claimed.keys()]),
    limit,
  );
  for (const row of rows) claimed.set(row.id, null);
  return rows;
}

export async function commitCalls(_tx, channel, calls, now) {
  for (const call of calls) for (const [id] of call.members) claimed.set(id, { channel, call, now });
}

export async function recordOutcomes(tx, outcomes, now) {
  const ids = outcomes.map(({ id }) => id).filter((id) => claimed.has(id));
  await tx.sql(
    `UPDATE deliveries SET state = 'sending', fence = fence + 1, attempts = attempts + 1
     WHERE state = 'pending' AND id IN (SELECT value FROM json_each($1))`,
    JSON.stringify(ids),
  );
  const late = new Map();
  for (const id of ids) {
    const entry = claimed.get(id);
    if (entry) late.set(entry.call.id, entry);
    claimed.delete(id);
  }
  for (const { channel, call, now: at } of late.values()) await real.commitCalls(tx, channel, [call], at);
  return real.recordOutcomes(tx, outcomes, now);
}
