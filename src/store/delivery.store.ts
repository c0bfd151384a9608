import type { ChannelId } from '../domain/channel.js';
import type { Next } from '../domain/delivery.js';
import type { Rendering } from '../domain/rendering.js';
import type { Sql, Tx } from './store.js';

/** A delivery claimed for sending. */
export interface Claimed {
  readonly id: number;
  readonly versionId: string;
  readonly renderingId: string;
  readonly target: string;
  readonly attempts: number;
  readonly fence: number;
  readonly expiresAt: number;
  /** The call that it was last part of, and of how many members. */
  readonly callId: string | null;
  readonly callSize: number | null;
  /** 0 goes first. */
  readonly rank: number;
}

/** A call row as it is committed before its first byte. */
export interface NewCall {
  readonly id: string;
  readonly versionId: string;
  readonly renderingId: string;
  readonly members: readonly (readonly [deliveryId: number, target: string])[];
}

const claimed = `id, version_id AS "versionId", rendering_id AS "renderingId", target, attempts, fence,
  expires_at AS "expiresAt", call_id AS "callId", rank,
  (SELECT json_array_length(c.members) FROM calls c WHERE c.id = call_id) AS "callSize"`;

/** Marks what nobody should hear any more. Returns the versions touched. */
export async function expireDue({ sql }: Tx, channel: ChannelId, now: number): Promise<readonly string[]> {
  const rows = await sql<{ version_id: string }>(
    `UPDATE deliveries SET state = 'expired', updated_at = $2
     WHERE channel = $1 AND state = 'pending' AND expires_at <= $2 RETURNING version_id`,
    channel,
    now,
  );
  return [...new Set(rows.map((row) => row.version_id))];
}

/** What to claim of a channel. Times in milliseconds UTC. */
export interface Claim {
  readonly channel: ChannelId;
  readonly now: number;
  readonly limit: number;
  readonly leaseUntil: number;
  readonly oldestFirst: boolean;
  readonly below?: number;
}

/** Above every rank there is. */
const lowestRank = 1_000;

/**
 * Claims up to `limit` due deliveries of a channel: lease, fence + 1. More urgent first, and only those of a lower rank
 * than `below` where it is given; with `oldestFirst` the longest waiting first, so that a backlog of notices still drains (ageing). A delivery whose target has an older version of
 * the same incident and hazard in flight waits for it (invariant Order). The plus signs keep SQLite from walking an
 * index on those columns, which would sort the whole backlog for each lot.
 */
export async function claimDue({ sql }: Tx, claim: Claim, engine: 'sqlite' | 'postgres'): Promise<Claimed[]> {
  const rows = await sql<Claimed>(
    `WITH due AS MATERIALIZED (
       SELECT id FROM deliveries d
       WHERE channel = $1 AND state = 'pending' AND +due_at <= $2 AND +expires_at > $2 AND ${claim.oldestFirst ? '+' : ''}rank < $5
         AND NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.channel = d.channel AND o.target = d.target
           AND o.state = 'sending' AND o.order_key = d.order_key)
       ORDER BY ${claim.oldestFirst ? '' : 'rank, '}due_at, id LIMIT $3
       ${engine === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : ''})
     UPDATE deliveries SET state = 'sending', fence = fence + 1, attempts = attempts + 1, lease_until = $4, updated_at = $2
     WHERE id IN (SELECT id FROM due) RETURNING ${claimed}`,
    claim.channel,
    claim.now,
    claim.limit,
    claim.leaseUntil,
    claim.below ?? lowestRank,
  );
  return rows.sort((a, b) => (claim.oldestFirst ? 0 : a.rank - b.rank) || a.id - b.id);
}

/**
 * Claims what the limit of a claim has cut off: due members of the calls that `lot` repeats. Where the provider keeps a
 * key a call goes again whole; a part would go under another key and have a second effect (invariant OnceEffect).
 */
export async function claimRest({ sql }: Tx, claim: Claim, lot: readonly Claimed[]): Promise<Claimed[]> {
  const calls = new Set(lot.flatMap(({ callId }) => callId ?? []));
  if (calls.size === 0) return [];
  return sql<Claimed>(
    `UPDATE deliveries SET state = 'sending', fence = fence + 1, attempts = attempts + 1, lease_until = $4, updated_at = $2
     WHERE channel = $1 AND state = 'pending' AND +due_at <= $2 AND +expires_at > $2
       AND call_id IN (SELECT value FROM json_each($3)) RETURNING ${claimed}`,
    claim.channel,
    claim.now,
    JSON.stringify([...calls]),
    claim.leaseUntil,
  );
}

/** Writes the lot's calls and ties the deliveries to them, inside the claim's own transaction (invariant NoPhantom). */
export async function commitCalls({ sql }: Tx, channel: ChannelId, calls: readonly NewCall[], now: number) {
  const json = JSON.stringify(calls.map((call) => ({ ...call, members: JSON.stringify(call.members) })));
  await sql(
    `INSERT INTO calls (id, channel, version_id, rendering_id, members, committed_at)
     SELECT value ->> 'id', $2, value ->> 'versionId', value ->> 'renderingId', value ->> 'members', $3 FROM json_each($1)`,
    json,
    channel,
    now,
  );
  const links = calls.flatMap((call) => call.members.map(([id]) => ({ id, call: call.id })));
  await sql(
    `UPDATE deliveries SET call_id = lot.call FROM (SELECT value ->> 'id' AS id, value ->> 'call' AS call FROM json_each($1)) lot
     WHERE deliveries.id = lot.id`,
    JSON.stringify(links),
  );
}

/** What became of one claimed delivery; written only if the fence still holds (invariant Fence). */
export interface Recorded extends Next {
  readonly id: number;
  readonly fence: number;
}

/**
 * Records a lot of outcomes. Returns the ids whose fence held. What would be sent again, or wait for a person, though a
 * newer version to the same target was issued meanwhile is superseded instead (invariant Order).
 */
export async function recordOutcomes(
  tx: Tx,
  outcomes: readonly Recorded[],
  now: number,
): Promise<Set<number>> {
  const lot = outcomes.map(({ id, fence, state, dueAt, ref, fault, heldReason }) => [
    id,
    fence,
    state,
    dueAt ?? null,
    ref ?? null,
    fault ? JSON.stringify(fault) : null,
    heldReason ?? null,
  ]);
  const rows = await tx.sql<{ id: number }>(
    `UPDATE deliveries SET state = lot.state, due_at = COALESCE(lot.due_at, deliveries.due_at), lease_until = NULL,
       ref = COALESCE(lot.ref, deliveries.ref), fault = lot.fault, held_reason = lot.held_reason, updated_at = $2,
       accepted_at = CASE WHEN lot.state = 'accepted' THEN $2 ELSE deliveries.accepted_at END
     FROM (SELECT value ->> 0 AS id, value ->> 1 AS fence, value ->> 2 AS state, value ->> 3 AS due_at, value ->> 4 AS ref,
       value ->> 5 AS fault, value ->> 6 AS held_reason FROM json_each($1)) lot
     WHERE deliveries.id = lot.id AND deliveries.fence = lot.fence AND deliveries.state IN ('sending', 'unsure')
     RETURNING deliveries.id AS id`,
    JSON.stringify(lot),
    now,
  );
  const comeBack = outcomes.filter(({ state }) => state === 'pending' || state === 'held');
  if (comeBack.length > 0) await supersedeReturned(tx, comeBack, now);
  return new Set(rows.map((row) => row.id));
}

/** Versions are few and looked through first; the rest is a look-up in the unique index. */
const supersedeReturned = ({ sql }: Tx, returned: readonly Recorded[], now: number) =>
  sql(
    `UPDATE deliveries SET state = 'superseded', held_reason = NULL, updated_at = $2
     WHERE id IN (SELECT value FROM json_each($1)) AND state IN ('pending', 'held')
       AND EXISTS (SELECT 1 FROM versions v CROSS JOIN deliveries n WHERE v.issued_at IS NOT NULL AND n.version_id = v.id
         AND n.channel = deliveries.channel AND n.target = deliveries.target AND n.order_key = deliveries.order_key
         AND n.id > deliveries.id)`,
    JSON.stringify(returned.map(({ id }) => id)),
    now,
  );

/** An issue bears the time at which its command came; it may be committed so much later. Milliseconds. */
const issueTakes = 600_000;

/**
 * Which of these deliveries, claimed at `claimedAt` or later, a version issued since goes to as well: they must not leave
 * any more (invariant Order).
 */
export async function findOvertaken(
  { sql }: Tx,
  ids: readonly number[],
  claimedAt: number,
): Promise<ReadonlySet<number>> {
  const rows = await sql<{ id: number }>(
    `SELECT d.id FROM deliveries d WHERE d.id IN (SELECT value FROM json_each($1))
       AND EXISTS (SELECT 1 FROM versions v CROSS JOIN deliveries n WHERE v.issued_at >= $2 AND n.version_id = v.id
         AND n.channel = d.channel AND n.target = d.target AND n.order_key = d.order_key AND n.id > d.id)`,
    JSON.stringify(ids),
    claimedAt - issueTakes,
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Leases that ran out are unsure, never pending: the bytes may have left. At start of the only writing process every
 * `sending` row belongs to a dead one, whatever its lease says (`all`).
 */
export async function expireLeases({ sql }: Tx, now: number, all: boolean): Promise<number> {
  const rows = await sql<{ id: number }>(
    `UPDATE deliveries SET state = 'unsure', due_at = $1, lease_until = NULL, updated_at = $1
     WHERE state = 'sending' AND (lease_until <= $1 OR $2 = 1) RETURNING id`,
    now,
    all ? 1 : 0,
  );
  return rows.length;
}

/** An unsure delivery with the call that left it so. */
export interface Unsure extends Claimed {
  readonly callMembers: string;
  readonly committedAt: number;
  readonly urgency: number;
}

/**
 * Claims unsure deliveries that are due for their policy: fence + 1, so that nobody else's answer counts. The calls of
 * the first `limit`, whole: what is sent again under the same key must be the same call.
 */
export async function claimUnsure(
  { sql }: Tx,
  channel: ChannelId,
  now: number,
  limit: number,
): Promise<readonly Unsure[]> {
  const rows = await sql<Claimed>(
    `UPDATE deliveries SET fence = fence + 1, due_at = $2 + 15000
     WHERE channel = $1 AND state = 'unsure' AND due_at <= $2 AND call_id IN (SELECT call_id FROM deliveries
       WHERE channel = $1 AND state = 'unsure' AND due_at <= $2 ORDER BY rank, id LIMIT $3)
     RETURNING ${claimed}`,
    channel,
    now,
    limit,
  );
  if (rows.length === 0) return [];
  const facts = await sql<{ id: number; members: string; committed_at: number; urgency: number }>(
    `SELECT d.id, c.members, c.committed_at, v.urgency FROM deliveries d JOIN calls c ON c.id = d.call_id
     JOIN versions v ON v.id = d.version_id WHERE d.id IN (SELECT value FROM json_each($1))`,
    JSON.stringify(rows.map((row) => row.id)),
  );
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  return rows.flatMap((row) => {
    const fact = byId.get(row.id);
    return fact
      ? [{ ...row, callMembers: fact.members, committedAt: fact.committed_at, urgency: fact.urgency }]
      : [];
  });
}

/** A rendering as frozen at submit. */
export async function readRendering(sql: Sql, id: string): Promise<Rendering | null> {
  const [row] = await sql<{ doc: string }>('SELECT doc FROM renderings WHERE id = $1', id);
  return row ? (JSON.parse(row.doc) as Rendering) : null;
}

/** Targets that a provider declared dead are skipped from now on. */
export async function buryAddresses(
  { sql }: Tx,
  channel: ChannelId,
  targets: readonly string[],
  now: number,
) {
  await sql(
    `UPDATE addresses SET dead_at = $3 WHERE channel = $1 AND dead_at IS NULL AND target IN (SELECT value FROM json_each($2))`,
    channel,
    JSON.stringify(targets),
    now,
  );
}
