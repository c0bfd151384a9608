import type { ChannelId } from '../domain/channel.js';
import type { DeliveryRow } from './entities/delivery.entity.js';
import { isLater } from './issue-order.js';
import type { Tx } from './store.js';

type Lines = Pick<Tx, 'sql'>;

/** Another address of the resident whom a delivery was for. */
export interface OtherAddress {
  readonly id: string;
  readonly channel: ChannelId;
  readonly target: string;
  /** When the provider said that it no longer exists, or its owner answered STOP. */
  readonly deadAt: number | null;
  /** The version has a delivery to it already. */
  readonly used: 0 | 1;
}

/** The resident's other addresses; none for an address that was typed, or is gone. */
export const otherAddresses = (
  { sql }: Lines,
  delivery: Pick<DeliveryRow, 'versionId' | 'addressId'>,
): Promise<OtherAddress[]> =>
  sql(
    `SELECT o.id, o.channel, o.target, COALESCE(o.dead_at, o.opted_out_at) AS "deadAt", CASE WHEN EXISTS (SELECT 1 FROM deliveries d
       WHERE d.version_id = $2 AND d.channel = o.channel AND d.target = o.target) THEN 1 ELSE 0 END AS used
     FROM addresses a JOIN addresses o ON o.resident_id = a.resident_id AND o.id <> a.id
     WHERE a.id = $1 ORDER BY o.channel, o.id`,
    delivery.addressId ?? '',
    delivery.versionId,
  );

/** The rendering that a delivery would have on another channel, frozen and approved like its own: its language, else Japanese. */
export async function renderingOn(
  { sql }: Lines,
  delivery: Pick<DeliveryRow, 'renderingId' | 'language' | 'channel'>,
  channel: ChannelId,
): Promise<{ readonly id: string; readonly language: string } | null> {
  if (channel === delivery.channel) return { id: delivery.renderingId, language: delivery.language };
  const [found] = await sql<{ id: string; language: string }>(
    `SELECT r.id, r.language FROM renderings own JOIN renderings r ON r.version_id = own.version_id
       AND r.purpose = own.purpose AND r.channel = $2 AND r.language IN ($3, 'ja')
     WHERE own.id = $1 ORDER BY CASE WHEN r.language = $3 THEN 0 ELSE 1 END LIMIT 1`,
    delivery.renderingId,
    channel,
    delivery.language,
  );
  return found ?? null;
}

/** Where a delivery goes instead. */
export interface NewTarget {
  readonly channel: ChannelId;
  readonly addressId: string;
  readonly target: string;
  readonly renderingId: string;
  readonly language: string;
}

/**
 * A new delivery of the same version to another target, with the order key, rank and expiry of the old one. What older
 * versions have not sent there is superseded. Null when the version has a delivery to that target already.
 */
export async function insertRerouted(
  { sql }: Lines,
  old: DeliveryRow,
  to: NewTarget,
  now: number,
): Promise<number | null> {
  const [made] = await sql<{ id: number }>(
    `INSERT INTO deliveries (version_id, alert_id, order_key, channel, address_id, target, district, language, rendering_id,
       state, rank, due_at, expires_at, attempts, fence, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', $10, $11, $12, 0, 0, $11)
     ON CONFLICT DO NOTHING RETURNING id`,
    old.versionId,
    old.alertId,
    old.orderKey,
    to.channel,
    to.addressId,
    to.target,
    old.district,
    to.language,
    to.renderingId,
    old.rank,
    now,
    old.expiresAt,
  );
  if (!made) return null;
  await sql(
    'UPDATE version_channels SET targets = targets + 1, settled_at = NULL WHERE version_id = $1 AND channel = $2',
    old.versionId,
    to.channel,
  );
  await sql(
    `UPDATE deliveries SET state = 'superseded', held_reason = NULL, updated_at = $1
     WHERE channel = $2 AND target = $3 AND order_key = $4 AND state IN ('pending', 'held')
       AND version_id IN (SELECT v.id FROM versions own JOIN versions v ON v.incident_id = own.incident_id AND v.issued_at IS NOT NULL
         AND ${isLater('own', 'v')} WHERE own.id = $5)`,
    now,
    to.channel,
    to.target,
    old.orderKey,
    old.versionId,
  );
  return made.id;
}
