import type { Fault } from '../domain/channel.js';
import type { DeliveryRow } from './entities/delivery.entity.js';
import { isLater } from './issue-order.js';
import type { Tx } from './store.js';

type Lines = Pick<Tx, 'sql'>;

/** Versions with the same order key that were issued later, and whether the alert was cancelled since. */
export interface Newer {
  readonly cancelled: boolean;
  readonly versions: readonly string[];
}

/** What has been issued since a version, for the deliveries of one order key on one channel; no other incident has its key. */
export async function readNewer(
  { sql }: Lines,
  { versionId, channel, orderKey }: Pick<DeliveryRow, 'versionId' | 'channel' | 'orderKey'>,
): Promise<Newer> {
  const rows = await sql<{ id: string; cancels: number; addressed: number }>(
    `SELECT v.id, CASE WHEN v.alert_id = own.alert_id AND v.purpose = 'cancel' THEN 1 ELSE 0 END AS cancels,
       CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.version_id = v.id AND d.channel = $2 AND d.order_key = $3)
         THEN 1 ELSE 0 END AS addressed
     FROM versions own JOIN versions v ON v.incident_id = own.incident_id AND v.issued_at IS NOT NULL AND v.id <> own.id
       AND ${isLater('v', 'own')}
     WHERE own.id = $1`,
    versionId,
    channel,
    orderKey,
  );
  return {
    cancelled: rows.some(({ cancels }) => cancels === 1),
    versions: rows.filter(({ addressed }) => addressed === 1).map(({ id }) => id),
  };
}

/** Whether a newer version goes to a target, or the alert was cancelled; null when neither. */
export async function overtakenBy(
  tx: Lines,
  delivery: Pick<DeliveryRow, 'versionId' | 'channel' | 'orderKey'>,
  target: string,
): Promise<'cancelled' | 'overtaken' | null> {
  const newer = await readNewer(tx, delivery);
  if (newer.cancelled) return 'cancelled';
  if (newer.versions.length === 0) return null;
  const [found] = await tx.sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM deliveries WHERE channel = $1 AND target = $2 AND order_key = $3
     AND version_id IN (${places(newer.versions, 4)})`,
    delivery.channel,
    target,
    delivery.orderKey,
    ...newer.versions,
  );
  return (found?.n ?? 0) > 0 ? 'overtaken' : null;
}

/** `$from`, `$from + 1`, … for a list. */
export const places = (list: readonly unknown[], from: number) =>
  list.map((_, i) => `$${from + i}`).join(', ');

/** What the provider refused is a new call when it is sent again: under its old key it would be refused again. */
export const sendAgain = `state = 'pending', due_at = $1, attempts = 0, held_reason = NULL, fault = NULL, fence = fence + 1,
  call_id = CASE WHEN state = 'refused' THEN NULL ELSE call_id END, updated_at = $1`;

/** Makes one delivery pending again, if nothing has changed since it was read. */
export async function retryOne({ sql }: Lines, delivery: DeliveryRow, now: number): Promise<boolean> {
  const rows = await sql<{ id: number }>(
    `UPDATE deliveries SET ${sendAgain} WHERE id = $2 AND fence = $3 AND state = $4 RETURNING id`,
    now,
    delivery.id,
    delivery.fence,
    delivery.state,
  );
  return rows.length > 0;
}

/** Closes one delivery with a fault, if nothing has changed since it was read. `held_reason` stays: why it had waited. */
export async function closeOne(
  { sql }: Lines,
  delivery: DeliveryRow,
  fault: Fault,
  now: number,
): Promise<boolean> {
  const rows = await sql<{ id: number }>(
    `UPDATE deliveries SET state = 'refused', fault = $1, fence = fence + 1, updated_at = $2,
       held_reason = CASE WHEN state = 'unsure' THEN 'unsure' ELSE held_reason END
     WHERE id = $3 AND fence = $4 AND state = $5 RETURNING id`,
    JSON.stringify(fault),
    now,
    delivery.id,
    delivery.fence,
    delivery.state,
  );
  return rows.length > 0;
}
