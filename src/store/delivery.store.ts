import type { ChannelId } from '../domain/channel.js';
import type { Next } from '../domain/delivery.js';
import type { Rendering } from '../domain/rendering.js';
import type { Claimed } from './claim.store.js';
import { listOf, lotOf, skipLocked } from './dialect.js';
import { supersedeReturned } from './overtaken.store.js';
import type { LotTx, Sql } from './store.js';

/**
 * Marks what nobody should hear any more. Returns the versions touched. A delivery expires with its version, so the few
 * versions are looked through, not the backlog.
 */
export async function expireDue({ sql }: LotTx, channel: ChannelId, now: number): Promise<readonly string[]> {
  const rows = await sql<{ version_id: string }>(
    `UPDATE deliveries SET state = 'expired', updated_at = $2
     WHERE channel = $1 AND state = 'pending' AND expires_at <= $2
       AND version_id IN (SELECT vc.version_id FROM version_channels vc JOIN versions v ON v.id = vc.version_id
         WHERE vc.channel = $1 AND vc.settled_at IS NULL AND v.expires_at <= $2)
     RETURNING version_id`,
    channel,
    now,
  );
  return [...new Set(rows.map((row) => row.version_id))];
}

/** What became of one claimed delivery; written only if the fence still holds (invariant Fence). */
export interface Recorded extends Next {
  readonly id: number;
  readonly fence: number;
}

/** What a lot of outcomes writes, from which columns of JSON. */
interface OutcomeLot {
  readonly set: string;
  readonly columns: Parameters<typeof lotOf>[2];
  cells(outcome: Recorded): readonly unknown[];
}

const anyOutcomes: OutcomeLot = {
  set: `state = lot.state, due_at = COALESCE(lot.due_at, deliveries.due_at), ref = COALESCE(lot.ref, deliveries.ref),
    fault = lot.fault, held_reason = lot.held_reason,
    accepted_at = CASE WHEN lot.state = 'accepted' THEN $2 ELSE deliveries.accepted_at END`,
  columns: {
    ...{ id: 'integer', fence: 'integer', state: 'text', due_at: 'bigint', ref: 'text' },
    ...{ fault: 'text', held_reason: 'text' },
  },
  cells: ({ id, fence, state, dueAt, ref, fault, heldReason }) => [
    ...[id, fence, state, dueAt ?? null, ref ?? null],
    ...[fault ? JSON.stringify(fault) : null, heldReason ?? null],
  ],
};

/** Nearly all lots of a healthy fan-out: a third less work for the database. */
const acceptances: OutcomeLot = {
  set: `state = 'accepted', ref = COALESCE(lot.ref, deliveries.ref), fault = NULL, held_reason = NULL, accepted_at = $2`,
  columns: { id: 'integer', fence: 'integer', ref: 'text' },
  cells: ({ id, fence, ref }) => [id, fence, ref ?? null],
};

const isAcceptance = ({ state, dueAt, fault, heldReason }: Recorded): boolean =>
  state === 'accepted' && dueAt === undefined && fault === undefined && heldReason === undefined;

/**
 * Records a lot of outcomes. Returns the ids whose fence held. What would be sent again, or wait for a person, though a
 * newer version to the same target was issued meanwhile is superseded instead (invariant Order).
 */
export async function recordOutcomes(
  tx: LotTx,
  outcomes: readonly Recorded[],
  now: number,
): Promise<Set<number>> {
  const { set, columns, cells } = outcomes.every(isAcceptance) ? acceptances : anyOutcomes;
  const rows = await tx.sql<{ id: number }>(
    `UPDATE deliveries SET ${set}, lease_until = NULL, updated_at = $2
     FROM ${lotOf(tx.engine, '$1', columns)} lot
     WHERE deliveries.id = lot.id AND deliveries.fence = lot.fence AND deliveries.state IN ('sending', 'unsure')
     RETURNING deliveries.id AS id`,
    JSON.stringify(outcomes.map(cells)),
    now,
  );
  const comeBack = outcomes.filter(({ state }) => state === 'pending' || state === 'held');
  if (comeBack.length > 0) await supersedeReturned(tx, comeBack, now);
  return new Set(rows.map((row) => row.id));
}

/**
 * Leases that ran out are unsure, never pending: the bytes may have left. At start of the only writing process every
 * `sending` row belongs to a dead one, whatever its lease says (`all`).
 */
export async function expireLeases({ sql }: LotTx, now: number, all: boolean): Promise<number> {
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
  readonly committedAt: number;
  readonly urgency: number;
}

/** For so long an unsure delivery belongs to whoever looks into it. Milliseconds. */
const lookInto = 15_000;

/**
 * Claims unsure deliveries that are due for their policy: fence + 1, so that nobody else's answer counts. The calls of
 * the first `limit`, whole: what is sent again under the same key must be the same call.
 */
export async function claimUnsure(
  { engine, sql }: LotTx,
  channel: ChannelId,
  now: number,
  limit: number,
): Promise<readonly Unsure[]> {
  const rows = await sql<{ id: number }>(
    `UPDATE deliveries SET fence = fence + 1, due_at = $3
     WHERE id IN (SELECT d.id FROM deliveries d WHERE d.channel = $1 AND d.state = 'unsure' AND d.due_at <= $2
       AND d.call_id IN (SELECT f.call_id FROM deliveries f WHERE f.channel = $1 AND f.state = 'unsure' AND f.due_at <= $2
         ORDER BY f.rank, f.id LIMIT $4) ${skipLocked(engine, 'd')})
     RETURNING id`,
    channel,
    now,
    now + lookInto,
    limit,
  );
  if (rows.length === 0) return [];
  return sql<Unsure>(
    `SELECT d.id, d.version_id AS "versionId", d.rendering_id AS "renderingId", d.target, d.attempts, d.fence,
       d.expires_at AS "expiresAt", d.call_id AS "callId", d.rank, c.size AS "callSize", c.committed_at AS "committedAt",
       v.urgency
     FROM deliveries d JOIN calls c ON c.id = d.call_id JOIN versions v ON v.id = d.version_id
     WHERE d.id IN ${listOf(engine, '$1', 'integer')} ORDER BY d.rank, d.id`,
    JSON.stringify(rows.map((row) => row.id)),
  );
}

/** A rendering as frozen at submit. */
export async function readRendering(sql: Sql, id: string): Promise<Rendering | null> {
  const [row] = await sql<{ doc: string }>('SELECT doc FROM renderings WHERE id = $1', id);
  return row ? (JSON.parse(row.doc) as Rendering) : null;
}

/** Targets that a provider declared dead are skipped from now on. */
export async function buryAddresses(
  { engine, sql }: LotTx,
  channel: ChannelId,
  targets: readonly string[],
  now: number,
) {
  await sql(
    `UPDATE addresses SET dead_at = $3 WHERE channel = $1 AND dead_at IS NULL AND target IN ${listOf(engine, '$2', 'text')}`,
    channel,
    JSON.stringify(targets),
    now,
  );
}
