import { isCarriedByPeople, type ChannelId } from '../domain/channel.js';
import { listOf, lotOf, skipLocked } from './dialect.js';
import { severed } from './maintenance.store.js';
import type { LotTx } from './store.js';

/** A delivery that is due, with the fence and the number of attempts that its claim gives it. */
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

/** What to claim of a channel. Times in milliseconds UTC. */
export interface Wish {
  readonly channel: ChannelId;
  readonly now: number;
  readonly limit: number;
  readonly oldestFirst: boolean;
  /** Only what is more urgent than this rank. */
  readonly below?: number;
}

const claimed = `d.id, d.version_id AS "versionId", d.rendering_id AS "renderingId", d.target, d.attempts + 1 AS attempts,
  d.fence + 1 AS fence, d.expires_at AS "expiresAt", d.call_id AS "callId", d.rank,
  (SELECT c.size FROM calls c WHERE c.id = d.call_id) AS "callSize"`;

/** Above every rank there is. */
const lowestRank = 10;
const ranks = Array.from({ length: lowestRank }, (_, rank) => `SELECT ${rank} AS rank`).join(' UNION ALL ');

/**
 * Finds up to `limit` due deliveries of a channel and locks them until the transaction ends. More urgent first, and only
 * those of a lower rank than `below` where it is given; with `oldestFirst` those of the rank that waits longest, so that
 * a backlog of notices still drains (ageing). A delivery whose target has an older version of the same incident and
 * hazard in flight waits for it (invariant Order), looked up row by row: as NOT EXISTS PostgreSQL joins the channel's
 * whole flight to each row while it has no statistics yet. The plus signs keep SQLite from walking another index. None is
 * due while the ways out are severed, by whichever process (invariant Severed); people carry on.
 */
export async function findDue({ engine, sql }: LotTx, wish: Wish): Promise<Claimed[]> {
  const { channel, now, limit, oldestFirst, below = lowestRank } = wish;
  const only = oldestFirst ? await longestWaiting({ engine, sql }, channel, now) : null;
  const due = await sql<Claimed>(
    `SELECT ${claimed} FROM deliveries d
     WHERE d.channel = $1 AND d.state = 'pending' AND +d.due_at <= $2 AND +d.expires_at > $2
       AND d.rank ${only === null ? '<' : '='} $3
       AND (SELECT 1 FROM deliveries o WHERE o.channel = d.channel AND o.target = d.target
         AND o.state = 'sending' AND o.order_key = d.order_key LIMIT 1) IS NULL
       ${isCarriedByPeople(channel) ? '' : `AND NOT EXISTS (${severed})`}
     ORDER BY d.rank, d.due_at, d.id LIMIT $4 ${skipLocked(engine, 'd')}`,
    channel,
    now,
    only ?? below,
    limit,
  );
  return due.sort((a, b) => a.rank - b.rank || a.id - b.id);
}

/**
 * Finds and locks what the limit has cut off: due members of the calls that `lot` repeats. Where the provider keeps a key
 * a call goes again whole; a part would go under another key and have a second effect (invariant OnceEffect).
 */
export async function findRest(
  { engine, sql }: LotTx,
  { channel, now }: Wish,
  lot: readonly Claimed[],
): Promise<readonly Claimed[]> {
  const calls = new Set(lot.flatMap(({ callId }) => callId ?? []));
  if (calls.size === 0) return [];
  const members = await sql<Claimed>(
    `SELECT ${claimed} FROM deliveries d WHERE d.channel = $1 AND d.state = 'pending' AND +d.due_at <= $2
       AND +d.expires_at > $2 AND d.call_id IN ${listOf(engine, '$3', 'text')} ORDER BY d.id ${skipLocked(engine, 'd')}`,
    channel,
    now,
    JSON.stringify([...calls]),
  );
  const known = new Set(lot.map(({ id }) => id));
  return members.filter(({ id }) => !known.has(id));
}

/** Beside the locks of open-postgres.ts; the second number is the channel's. */
const turnLock = 7_305_003;

/**
 * Until the transaction ends no other process claims of this channel. Where a call carries several under one key, two that
 * look at the same moment would share its members out between them, and each part would go under a key of its own
 * (invariant OnceEffect). SQLite has one writer.
 */
export async function takeTurn({ engine, sql }: LotTx, channel: ChannelId): Promise<void> {
  if (engine === 'postgres') await sql(`SELECT pg_advisory_xact_lock(${turnLock}, hashtext($1))`, channel);
}

/** The rank whose first delivery has waited longest; null when none is due. */
async function longestWaiting({ sql }: LotTx, channel: ChannelId, now: number): Promise<number | null> {
  const [first] = await sql<{ rank: number }>(
    `SELECT heads.rank AS rank FROM (SELECT r.rank AS rank,
         (SELECT MIN(d.due_at) FROM deliveries d WHERE d.channel = $1 AND d.state = 'pending' AND d.rank = r.rank) AS due
       FROM (${ranks}) r) heads
     WHERE heads.due <= $2 ORDER BY heads.due, heads.rank LIMIT 1`,
    channel,
    now,
  );
  return first?.rank ?? null;
}

/** A call row as it is committed before its first byte. */
export interface NewCall {
  readonly id: string;
  readonly versionId: string;
  readonly renderingId: string;
  readonly members: readonly (readonly [deliveryId: number, target: string])[];
}

/** A claimed delivery and the call it goes with. */
export interface Bound {
  readonly id: number;
  readonly fence: number;
  readonly callId: string;
}

/** When a claim was made and until when it holds. Milliseconds UTC. */
export interface Lease {
  readonly now: number;
  readonly leaseUntil: number;
}

/**
 * Writes the lot's calls and binds the deliveries found due to them, inside the transaction that found them: lease,
 * fence + 1 (invariants NoPhantom, Fence). A repeated call has its row already.
 */
export async function claim(
  { engine, sql }: LotTx,
  channel: ChannelId,
  calls: readonly NewCall[],
  bound: readonly Bound[],
  lease: Lease,
): Promise<void> {
  if (calls.length > 0) await commitCalls({ engine, sql }, channel, calls, lease.now);
  await sql(
    `UPDATE deliveries SET state = 'sending', fence = lot.fence, attempts = attempts + 1, call_id = lot.call_id,
       lease_until = $2, updated_at = $3
     FROM ${lotOf(engine, '$1', { id: 'integer', fence: 'integer', call_id: 'text' })} lot
     WHERE deliveries.id = lot.id AND lot.fence = deliveries.fence + 1`,
    JSON.stringify(bound.map(({ id, fence, callId }) => [id, fence, callId])),
    lease.leaseUntil,
    lease.now,
  );
}

export const commitCalls = (
  { engine, sql }: LotTx,
  channel: ChannelId,
  calls: readonly NewCall[],
  now: number,
) =>
  sql(
    `INSERT INTO calls (id, channel, version_id, rendering_id, members, size, committed_at)
     SELECT lot.id, $2, lot.version_id, lot.rendering_id, lot.members, lot.size, CAST($3 AS bigint)
     FROM ${lotOf(engine, '$1', { id: 'text', version_id: 'text', rendering_id: 'text', members: 'text', size: 'integer' })} lot`,
    JSON.stringify(
      calls.map(({ id, versionId, renderingId, members }) => [
        id,
        versionId,
        renderingId,
        JSON.stringify(members),
        members.length,
      ]),
    ),
    channel,
    now,
  );
