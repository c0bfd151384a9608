import type { DeliveryState } from '../domain/delivery.js';
import type { Rendering } from '../domain/rendering.js';
import type { Say } from '../platform/sentences.js';
import { listOf } from './dialect.js';
import { ManualMarkRow } from './entities/manual.entity.js';
import { appendLog } from './log.store.js';
import type { Store, Tx } from './store.js';

type Lines = Pick<Tx, 'sql' | 'engine'>;

/** A manual delivery with what its board says beside it. Times in milliseconds UTC. */
export interface ManualRow {
  readonly id: number;
  readonly versionId: string;
  readonly alertId: string;
  readonly target: string;
  readonly state: DeliveryState;
  readonly fault: string | null;
  readonly renderingId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly updatedAt: number;
}

const row = `d.id, d.version_id AS "versionId", d.alert_id AS "alertId", d.target, d.state, d.fault,
  d.rendering_id AS "renderingId", v.issued_at AS "issuedAt", d.expires_at AS "expiresAt", d.updated_at AS "updatedAt"`;

/** From a few tasks, which their own small indexes find. */
const from = `FROM deliveries d JOIN versions v ON v.id = d.version_id`;
/** From a few versions. */
const ofVersions = `FROM versions v CROSS JOIN deliveries d WHERE d.version_id = v.id AND d.channel = 'manual'`;

export const findManual = async ({ sql }: Pick<Tx, 'sql'>, id: number): Promise<ManualRow | null> =>
  (await sql<ManualRow>(`SELECT ${row} ${from} WHERE d.channel = 'manual' AND d.id = $1`, id))[0] ?? null;

/** All tasks of an alert; or of every alert those of versions that were issued since. Newest version first. */
export const listManual = (
  { sql }: Pick<Tx, 'sql'>,
  of: { readonly alertId: string } | { readonly since: number },
): Promise<ManualRow[]> =>
  sql<ManualRow>(
    `SELECT ${row} ${'alertId' in of ? `${from} WHERE d.channel = 'manual' AND d.alert_id = $1` : `${ofVersions} AND v.issued_at >= $1`}
     ORDER BY v.issued_at DESC, d.id LIMIT 1000`,
    'alertId' in of ? of.alertId : of.since,
  );

/** The marks of these tasks, in the order in which they were entered. */
export const readMarks = ({ sql, engine }: Lines, ids: readonly number[]): Promise<ManualMarkRow[]> =>
  sql<ManualMarkRow>(
    `SELECT delivery_id AS "deliveryId", stop, result, by_name AS "byName", at, note, officer_id AS "officerId",
       entered_at AS "enteredAt"
     FROM manual_marks WHERE delivery_id IN ${listOf(engine, '$1', 'integer')} ORDER BY entered_at, stop`,
    JSON.stringify(ids),
  );

/** Puts a mark in the place of an older one on the same task or stop. */
export async function putMark({ rows }: Tx, mark: ManualMarkRow): Promise<void> {
  await rows.delete(ManualMarkRow, { deliveryId: mark.deliveryId, stop: mark.stop });
  await rows.insert(ManualMarkRow, mark);
}

/** Closes an open task. Returns whether it was open. */
export async function closeManual(
  { sql }: Pick<Tx, 'sql'>,
  id: number,
  end: { readonly state: 'delivered' | 'refused'; readonly fault: string | null },
  now: number,
): Promise<boolean> {
  const closed = await sql<{ id: number }>(
    `UPDATE deliveries SET state = $2, fault = $3, fence = fence + 1, updated_at = $4
     WHERE id = $1 AND channel = 'manual' AND state = 'accepted' RETURNING id`,
    id,
    end.state,
    end.fault,
    now,
  );
  return closed.length > 0;
}

/** Posts of an alert's other versions that have done their task, or may have: something of it was begun. */
export async function postsReached(
  { sql }: Pick<Tx, 'sql'>,
  alertId: string,
  versionId: string,
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ target: string }>(
    `SELECT DISTINCT d.target FROM deliveries d WHERE d.channel = 'manual' AND d.alert_id = $1 AND d.version_id <> $2
       AND (d.state = 'delivered' OR EXISTS (SELECT 1 FROM manual_marks m WHERE m.delivery_id = d.id AND m.result <> 'could-not'))`,
    alertId,
    versionId,
  );
  return new Set(rows.map(({ target }) => target));
}

/** A task that nobody has closed, with the sheet it belongs to. */
export interface OpenManual {
  readonly id: number;
  readonly target: string;
  readonly doc: Rendering;
}

const stillOpen = `d.state IN ('pending', 'sending', 'accepted', 'unsure', 'held')`;

/** Open tasks of other versions: of an alert, or with one order key. */
export async function openManual(
  { sql }: Pick<Tx, 'sql'>,
  of: { readonly alertId: string } | { readonly orderKey: string },
  versionId: string,
): Promise<readonly OpenManual[]> {
  const rows = await sql<{ id: number; target: string; doc: string }>(
    `SELECT d.id, d.target, r.doc FROM deliveries d JOIN renderings r ON r.id = d.rendering_id
     WHERE d.channel = 'manual' AND d.version_id <> $2 AND ${stillOpen}
       AND ${'alertId' in of ? 'd.alert_id = $1' : 'd.order_key = $1'}`,
    'alertId' in of ? of.alertId : of.orderKey,
    versionId,
  );
  return rows.map(({ doc, ...rest }) => ({ ...rest, doc: JSON.parse(doc) as Rendering }));
}

/**
 * Takes tasks back: whoever looks at the board reads not to do them any more. What is on its way to the board is taken
 * back too; its far end is the board itself.
 */
export const withdrawManual = (
  { sql, engine }: Lines,
  ids: readonly number[],
  now: number,
): Promise<unknown> =>
  sql(
    `UPDATE deliveries SET state = 'superseded', held_reason = NULL, lease_until = NULL, fence = fence + 1, updated_at = $2
     WHERE id IN ${listOf(engine, '$1', 'integer')} AND state IN ('pending', 'sending', 'accepted', 'unsure', 'held')`,
    JSON.stringify(ids),
    now,
  );

/** A new drill begins on an empty board. */
export const withdrawAllManual = ({ sql }: Pick<Tx, 'sql'>, now: number): Promise<unknown> =>
  sql(
    `UPDATE deliveries SET state = 'superseded', held_reason = NULL, lease_until = NULL, fence = fence + 1, updated_at = $1
     WHERE id IN (SELECT d.id FROM deliveries d WHERE d.channel = 'manual' AND ${stillOpen})`,
    now,
  );

/** Nobody looks at what ended longer ago: the hub was down, and the board goes by the time itself. */
const lookBack = 7 * 24 * 60 * 60_000;

const overdue = `SELECT d.id, d.version_id AS "versionId", d.alert_id AS "alertId" ${ofVersions}
  AND v.expires_at <= $1 AND v.expires_at > $2 AND d.state = 'accepted'`;

interface Overdue {
  readonly id: number;
  readonly versionId: string;
  readonly alertId: string;
}

/** Closes what nobody should hear any more, with one entry a version in the log. Returns the versions touched. */
export async function expireManual(store: Store, now: number, say: Say): Promise<readonly string[]> {
  const found = await store.read.sql<Overdue>(overdue, now, now - lookBack);
  if (found.length === 0) return [];
  return store.write(async (tx) => {
    const late = await tx.sql<Overdue>(overdue, now, now - lookBack);
    const versions = new Map(late.map(({ versionId, alertId }) => [versionId, alertId]));
    for (const [versionId, alertId] of versions) {
      const ids = late.filter((one) => one.versionId === versionId).map(({ id }) => id);
      await tx.sql(
        `UPDATE deliveries SET state = 'expired', fence = fence + 1, updated_at = $2
         WHERE id IN ${listOf(tx.engine, '$1', 'integer')} AND state = 'accepted'`,
        JSON.stringify(ids),
        now,
      );
      await appendLog(tx, {
        at: now,
        enteredAt: now,
        category: 'channel',
        actor: say('ja', 'log.hub'),
        text: say('ja', 'log.manual-expired', { count: ids.length }),
        alertId,
        data: { channel: 'manual', versionId, count: ids.length },
      });
    }
    return [...versions.keys()];
  }, 'needed');
}

/** Retention: names and notes go, what was done and when stays. */
export const eraseMarks = ({ sql }: Pick<Tx, 'sql'>, alertId: string): Promise<unknown> =>
  sql(
    `UPDATE manual_marks SET by_name = '', note = '' WHERE delivery_id IN
       (SELECT d.id FROM deliveries d WHERE d.channel = 'manual' AND d.alert_id = $1)`,
    alertId,
  );
