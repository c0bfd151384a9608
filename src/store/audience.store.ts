import type { ChannelId } from '../domain/channel.js';
import { listOf, lotOf } from './dialect.js';
import { isLater } from './issue-order.js';
import type { LotTx, Tx } from './store.js';

/** The audience as it is counted before and expanded at issue. People are counted once, addresses each. */
export interface Audience {
  readonly people: number;
  readonly addresses: number;
}

/** Living addresses of the personal channels in these districts. */
export async function countAudience(
  { engine, sql }: Tx,
  channels: readonly ChannelId[],
  districts: readonly string[],
): Promise<Audience> {
  const [row] = await sql<Audience>(
    `SELECT COUNT(DISTINCT resident_id) AS people, COUNT(*) AS addresses FROM addresses
     WHERE dead_at IS NULL AND opted_out_at IS NULL AND channel IN ${listOf(engine, '$1', 'text')} AND district IN ${listOf(engine, '$2', 'text')}`,
    JSON.stringify(channels),
    JSON.stringify(districts),
  );
  return row ?? { people: 0, addresses: 0 };
}

/** The same by channel: how many addresses each of the personal channels has there. */
export async function countAddresses(
  { engine, sql }: Tx,
  channels: readonly ChannelId[],
  districts: readonly string[],
): Promise<Readonly<Partial<Record<ChannelId, number>>>> {
  const rows = await sql<{ channel: ChannelId; n: number }>(
    `SELECT channel, COUNT(*) AS n FROM addresses WHERE dead_at IS NULL AND opted_out_at IS NULL
       AND channel IN ${listOf(engine, '$1', 'text')} AND district IN ${listOf(engine, '$2', 'text')} GROUP BY channel`,
    JSON.stringify(channels),
    JSON.stringify(districts),
  );
  return Object.fromEntries(rows.map(({ channel, n }) => [channel, n]));
}

/** Deliveries of one channel that an earlier version of the alert may have reached, and the first of them. */
export async function countReachedOn(
  { sql }: Tx,
  batch: Batch,
  channel: ChannelId,
): Promise<{ readonly n: number; readonly first: number }> {
  const [row] = await sql<{ n: number; first: number | null }>(
    `SELECT COUNT(*) AS n, MIN(d.id) AS first FROM deliveries d WHERE ${reachedOf()} AND d.channel = $3`,
    batch.alertId,
    batch.versionId,
    channel,
  );
  return { n: row?.n ?? 0, first: row?.first ?? 0 };
}

/** The addresses that an earlier version of the alert may have reached: whom a retraction must reach (design.md, Resident). */
export async function countReached({ sql }: Tx, alertId: string): Promise<Audience> {
  const [row] = await sql<Audience>(
    `SELECT COUNT(DISTINCT a.resident_id) AS people, COUNT(DISTINCT a.id) AS addresses
     FROM deliveries d JOIN addresses a ON a.id = d.address_id WHERE ${reachedOf()}`,
    alertId,
    '',
  );
  return row ?? { people: 0, addresses: 0 };
}

/**
 * What a person held or closed, or a newer version overtook, counts only if a call had been made: nobody gets a cancel of
 * what he was never sent. A telephone that was called counts whatever became of its delivery since: an answering machine
 * keeps what it heard.
 */
const reached = `(d.state IN ('sending', 'accepted', 'delivered', 'unsure') OR (d.channel = 'voice' AND d.ref IS NOT NULL)
  OR (d.call_id IS NOT NULL AND (d.state IN ('held', 'superseded') OR (d.state = 'refused' AND d.held_reason IS NOT NULL))))`;

/**
 * Deliveries of an alert ($1), but for the version $2, that may have reached a personal address. By its few versions:
 * they are found in the unique index, unless they are `inOrder`.
 */
export const reachedOf = (version = 'd.version_id'): string =>
  `${version} IN (SELECT v.id FROM versions v WHERE v.alert_id = $1 AND v.id <> $2)
  AND d.address_id IS NOT NULL AND ${reached}`;

/**
 * A column that no index of it is used for: a lot of a million is walked by its ids from where the last one ended. SQLite
 * would rather look through the whole audience for every lot.
 */
export const inOrder = (column: string): string => `${column} || ''`;

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
  /** What older versions have not sent to its targets is superseded: a message does so, a retraction only speaks. */
  readonly supersedes: boolean;
}

const columns = `version_id, alert_id, order_key, channel, address_id, target, district, language, rendering_id, state, rank,
  due_at, expires_at, attempts, fence, updated_at`;

/** Rank, due and expiry, attempts, fence, last change. */
const times = 'CAST($6 AS integer), CAST($7 AS bigint), CAST($8 AS bigint), 0, 0, CAST($7 AS bigint)';

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

/**
 * One row per living address in the districts, in the resident's language, else Japanese; of those whose id lies in the
 * range, where one is given. Never through memory.
 */
export const insertPersonal = (
  { engine, sql }: LotTx,
  batch: Batch,
  channel: ChannelId,
  districts: readonly string[],
  range: { readonly after: string; readonly upTo: string } | null = null,
) =>
  sql(
    `INSERT INTO deliveries (${columns})
     SELECT $1, $2, $3, a.channel, a.id, a.target, a.district, COALESCE(r.language, j.language), COALESCE(r.id, j.id), 'pending',
       ${times}
     FROM addresses a
     LEFT JOIN renderings r ON r.version_id = $5 AND r.purpose = $4 AND r.channel = $9 AND r.language = a.language
     JOIN renderings j ON j.version_id = $5 AND j.purpose = $4 AND j.channel = $9 AND j.language = 'ja'
     WHERE ${range ? inOrder('a.channel') : 'a.channel'} = $9 AND a.dead_at IS NULL AND a.opted_out_at IS NULL AND a.district IN ${listOf(engine, '$10', 'text')}
       ${range ? 'AND a.id > $11 AND a.id <= $12' : ''}
     ON CONFLICT DO NOTHING`,
    ...values(batch),
    channel,
    JSON.stringify(districts),
    ...(range ? [range.after, range.upTo] : []),
  );

/**
 * One row per address that an earlier version of the alert may have reached, of the deliveries in the range; nobody gets a
 * cancel of what he was never sent.
 */
export const insertReached = (
  { sql }: LotTx,
  batch: Batch,
  channel: ChannelId,
  range: { readonly after: number; readonly upTo: number } | null = null,
) =>
  sql(
    `INSERT INTO deliveries (${columns})
     SELECT $1, $2, $3, d.channel, d.address_id, d.target, d.district, COALESCE(r.language, j.language), COALESCE(r.id, j.id),
       'pending', ${times}
     FROM deliveries d
     LEFT JOIN renderings r ON r.version_id = $5 AND r.purpose = $4 AND r.channel = $9 AND r.language = d.language
     JOIN renderings j ON j.version_id = $5 AND j.purpose = $4 AND j.channel = $9 AND j.language = 'ja'
     WHERE ${range ? inOrder('d.version_id') : 'd.version_id'} IN (SELECT v.id FROM versions v WHERE v.alert_id = $2 AND v.id <> $1) AND d.channel = $9
       AND d.address_id IS NOT NULL AND ${reached}
       ${range ? 'AND d.id > $10 AND d.id <= $11' : ''}
     ON CONFLICT DO NOTHING`,
    ...values(batch),
    channel,
    ...(range ? [range.after, range.upTo] : []),
  );

/** One row per station or post of a broadcast channel. */
export async function insertBroadcast(
  { engine, sql }: Tx,
  batch: Batch,
  channel: ChannelId,
  targets: readonly { target: string; language: string }[],
) {
  await sql(
    `INSERT INTO deliveries (${columns})
     SELECT $1, $2, $3, r.channel, NULL, t.target, NULL, r.language, r.id, 'pending', ${times}
     FROM ${lotOf(engine, '$10', { target: 'text', language: 'text' })} t
     JOIN renderings r ON r.version_id = $5 AND r.purpose = $4 AND r.channel = $9 AND r.language = t.language`,
    ...values(batch),
    channel,
    JSON.stringify(targets.map(({ target, language }) => [target, language])),
  );
}

/** Whether a version of the alert went to the app's topics: a push delivery without an address. */
export const hasTopics = async ({ sql }: Tx, alertId: string): Promise<boolean> => {
  const found = await sql(
    `SELECT 1 AS one FROM deliveries WHERE alert_id = $1 AND channel = 'push' AND address_id IS NULL LIMIT 1`,
    alertId,
  );
  return found.length > 0;
};

/** Writes down how many targets each channel has, for progress and for NoLoss; an audience still to come is estimated. */
export async function insertVersionChannels(
  { sql }: Tx,
  versionId: string,
  alertId: string,
  toCome: Readonly<Record<string, number>> = {},
): Promise<void> {
  const here = await sql<{ channel: string; n: number }>(
    'SELECT channel, COUNT(*) AS n FROM deliveries WHERE version_id = $1 GROUP BY channel',
    versionId,
  );
  const targets: Record<string, number> = { ...toCome };
  for (const { channel, n } of here) targets[channel] = (targets[channel] ?? 0) + n;
  for (const [channel, n] of Object.entries(targets).filter(([, n]) => n > 0))
    await sql(
      'INSERT INTO version_channels (version_id, channel, alert_id, targets) VALUES ($1, $2, $3, $4)',
      versionId,
      channel,
      alertId,
      n,
    );
}

/**
 * Versions that were issued before $1 and of which something may still wait: an unsettled channel, or a task under which
 * deliveries are held.
 */
const waitingVersions = `(SELECT v.id AS version_id FROM versions own CROSS JOIN versions v WHERE own.id = $1
  AND v.id IN (SELECT vc.version_id FROM version_channels vc WHERE vc.settled_at IS NULL
    UNION SELECT t.version_id FROM tasks t WHERE t.closed_at IS NULL) AND ${isLater('own', 'v')})`;

/**
 * What older versions of the same incident and hazard have not sent to the new version's targets is superseded, in the
 * transaction that brings them: nothing older starts after it (invariant Order).
 */
export const supersedeOlder = ({ sql }: LotTx, versionId: string, orderKey: string, now: number) =>
  sql(
    `UPDATE deliveries SET state = 'superseded', updated_at = $3
     WHERE version_id IN ${waitingVersions} AND order_key = $2 AND state IN ('pending', 'held')
       AND EXISTS (SELECT 1 FROM deliveries n WHERE n.version_id = $1 AND n.channel = deliveries.channel AND n.target = deliveries.target)`,
    versionId,
    orderKey,
    now,
  );

/** The same for the targets of one lot, the deliveries after `after`: from these few, never through an older million for each. */
export const supersedeOlderOfLot = (
  { sql }: LotTx,
  { versionId, orderKey, now }: Batch,
  after: number,
): Promise<unknown> =>
  sql(
    `UPDATE deliveries SET state = 'superseded', updated_at = $3
     WHERE id IN (SELECT o.id FROM ${waitingVersions} w CROSS JOIN deliveries n CROSS JOIN deliveries o
       WHERE n.id > $4 AND ${inOrder('n.version_id')} = $1 AND o.version_id = w.version_id AND o.channel = n.channel
         AND o.target = n.target AND o.order_key = $2 AND o.state IN ('pending', 'held'))`,
    versionId,
    orderKey,
    now,
    after,
  );

/** The newest delivery there is; 0 before the first. */
export async function lastDelivery({ sql }: LotTx): Promise<number> {
  const [row] = await sql<{ last: number | null }>('SELECT MAX(id) AS last FROM deliveries');
  return row?.last ?? 0;
}

/** A cancel silences the whole alert: whatever of it has not left is superseded, addressed again or not. */
export const supersedeAlert = ({ sql }: Tx, versionId: string, alertId: string, now: number) =>
  sql(
    `UPDATE deliveries SET state = 'superseded', updated_at = $3
     WHERE version_id IN (SELECT v.id FROM versions v WHERE v.alert_id = $2 AND v.id <> $1) AND state IN ('pending', 'held')`,
    versionId,
    alertId,
    now,
  );
