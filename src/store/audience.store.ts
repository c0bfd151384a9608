import type { ChannelId } from '../domain/channel.js';
import type { Tx } from './store.js';

/** The audience as it is counted before and expanded at issue. People are counted once, addresses each. */
export interface Audience {
  readonly people: number;
  readonly addresses: number;
}

/** Living addresses of the personal channels in these districts. */
export async function countAudience(
  { sql }: Tx,
  channels: readonly ChannelId[],
  districts: readonly string[],
): Promise<Audience> {
  const [row] = await sql<Audience>(
    `SELECT COUNT(DISTINCT resident_id) AS people, COUNT(*) AS addresses FROM addresses
     WHERE dead_at IS NULL AND channel IN (SELECT value FROM json_each($1)) AND district IN (SELECT value FROM json_each($2))`,
    JSON.stringify(channels),
    JSON.stringify(districts),
  );
  return row ?? { people: 0, addresses: 0 };
}

/** The addresses that an earlier version of the alert may have reached: whom a retraction must reach (design.md, Resident). */
export async function countReached({ sql }: Tx, alertId: string): Promise<Audience> {
  const [row] = await sql<Audience>(
    `SELECT COUNT(DISTINCT a.resident_id) AS people, COUNT(DISTINCT a.id) AS addresses
     FROM deliveries d JOIN addresses a ON a.id = d.address_id WHERE d.alert_id = $1 AND ${reached}`,
    alertId,
  );
  return row ?? { people: 0, addresses: 0 };
}

/** What a person held or closed counts only if a call had been made: nobody gets a cancel of what he was never sent. */
const reached = `(d.state IN ('sending', 'accepted', 'delivered', 'unsure') OR (d.call_id IS NOT NULL
  AND (d.state = 'held' OR (d.state = 'refused' AND d.held_reason IS NOT NULL))))`;

/** What every delivery of a version has in common. */
export interface Batch {
  readonly versionId: string;
  readonly alertId: string;
  readonly orderKey: string;
  /** Purpose of the renderings: `message`, or the ready-made one of `renderingsOf`. */
  readonly purpose: string;
  /** The version whose frozen renderings are used. */
  readonly renderingsOf: string;
  readonly rank: number;
  readonly now: number;
  readonly expiresAt: number;
}

const columns = `version_id, alert_id, order_key, channel, address_id, target, district, language, rendering_id, state, rank,
  due_at, expires_at, attempts, fence, updated_at`;

const values = (batch: Batch) =>
  [
    batch.versionId,
    batch.alertId,
    batch.orderKey,
    batch.purpose,
    batch.renderingsOf,
    batch.rank,
    batch.now,
    batch.expiresAt,
  ] as const;

/** One row per living address in the districts, in the resident's language, else Japanese. Never through memory. */
export const insertPersonal = ({ sql }: Tx, batch: Batch, channel: ChannelId, districts: readonly string[]) =>
  sql(
    `INSERT INTO deliveries (${columns})
     SELECT $1, $2, $3, a.channel, a.id, a.target, a.district, COALESCE(r.language, j.language), COALESCE(r.id, j.id), 'pending',
       $6, $7, $8, 0, 0, $7
     FROM addresses a
     LEFT JOIN renderings r ON r.version_id = $5 AND r.purpose = $4 AND r.channel = a.channel AND r.language = a.language
     JOIN renderings j ON j.version_id = $5 AND j.purpose = $4 AND j.channel = a.channel AND j.language = 'ja'
     WHERE a.channel = $9 AND a.dead_at IS NULL AND a.district IN (SELECT value FROM json_each($10))
     ON CONFLICT DO NOTHING`,
    ...values(batch),
    channel,
    JSON.stringify(districts),
  );

/** One row per address that an earlier version of the alert may have reached; nobody gets a cancel of what he was never sent. */
export const insertReached = ({ sql }: Tx, batch: Batch) =>
  sql(
    `INSERT INTO deliveries (${columns})
     SELECT $1, $2, $3, d.channel, d.address_id, d.target, MAX(d.district), MAX(COALESCE(r.language, j.language)),
       MAX(COALESCE(r.id, j.id)), 'pending', $6, $7, $8, 0, 0, $7
     FROM deliveries d
     LEFT JOIN renderings r ON r.version_id = $5 AND r.purpose = $4 AND r.channel = d.channel AND r.language = d.language
     JOIN renderings j ON j.version_id = $5 AND j.purpose = $4 AND j.channel = d.channel AND j.language = 'ja'
     WHERE d.alert_id = $2 AND d.address_id IS NOT NULL AND ${reached}
     GROUP BY d.channel, d.address_id, d.target`,
    ...values(batch),
  );

/** One row per station or post of a broadcast channel. */
export async function insertBroadcast(
  { sql }: Tx,
  batch: Batch,
  channel: ChannelId,
  targets: readonly { target: string; language: string }[],
) {
  await sql(
    `INSERT INTO deliveries (${columns})
     SELECT $1, $2, $3, r.channel, NULL, t.target, NULL, r.language, r.id, 'pending', $6, $7, $8, 0, 0, $7
     FROM (SELECT value ->> 'target' AS target, value ->> 'language' AS language FROM json_each($10)) t
     JOIN renderings r ON r.version_id = $5 AND r.purpose = $4 AND r.channel = $9 AND r.language = t.language`,
    ...values(batch),
    channel,
    JSON.stringify(targets),
  );
}

/** Writes down how many targets each channel has, for progress and for NoLoss. */
export const insertVersionChannels = ({ sql }: Tx, versionId: string, alertId: string) =>
  sql(
    `INSERT INTO version_channels (version_id, channel, alert_id, targets)
     SELECT version_id, channel, $2, COUNT(*) FROM deliveries WHERE version_id = $1 GROUP BY version_id, channel`,
    versionId,
    alertId,
  );

/**
 * What older versions of the same incident and hazard have not sent to the new version's targets is superseded, in the
 * issue's own transaction: nothing older starts after it (invariant Order).
 */
export const supersedeOlder = ({ sql }: Tx, versionId: string, orderKey: string, now: number) =>
  sql(
    `UPDATE deliveries SET state = 'superseded', updated_at = $3
     WHERE order_key = $2 AND version_id <> $1 AND state IN ('pending', 'held')
       AND EXISTS (SELECT 1 FROM deliveries n WHERE n.version_id = $1 AND n.channel = deliveries.channel AND n.target = deliveries.target)`,
    versionId,
    orderKey,
    now,
  );

/** A cancel silences the whole alert: whatever of it has not left is superseded, addressed again or not. */
export const supersedeAlert = ({ sql }: Tx, versionId: string, alertId: string, now: number) =>
  sql(
    `UPDATE deliveries SET state = 'superseded', updated_at = $3 WHERE alert_id = $2 AND version_id <> $1 AND state IN ('pending', 'held')`,
    versionId,
    alertId,
    now,
  );
