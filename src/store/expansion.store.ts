import type { ChannelId } from '../domain/channel.js';
import {
  countAudience,
  countReachedOn,
  inOrder,
  insertPersonal,
  insertReached,
  lastDelivery,
  reachedOf,
  supersedeOlderOfLot,
  type Batch,
} from './audience.store.js';
import { ballastBelow } from '../domain/urgency.js';
import { listOf } from './dialect.js';
import { supersedeArrived } from './overtaken.store.js';
import type { LotTx, Store, Tx } from './store.js';
import { holdArrived } from './task.store.js';
import type { Weight } from './write-guard.js';

/** Whose addresses: the living ones of districts, or those that an earlier version of the alert may have reached. */
type Audience = { readonly districts: readonly string[] } | 'reached';

/** A large audience that is still being expanded, lot by lot. */
interface Expansion {
  readonly versionId: string;
  readonly channel: ChannelId;
  readonly batch: Batch;
  readonly audience: Audience;
  /** The last address (or delivery, of the reached) that was looked at. */
  readonly after: string;
}

/**
 * A personal channel with more addresses than this is expanded by lots after the commit, so that an issue to a million
 * holds nobody else's up (ADR 0025). Its first lot goes out while the next is made.
 */
const mostAtOnce = 50_000;

/** Addresses a channel's whole audience, or opens its expansion. Returns how many are to come by lots. */
export async function insertAudience(
  tx: Tx,
  batch: Batch,
  channel: ChannelId,
  audience: Audience,
  atOnce = mostAtOnce,
): Promise<number> {
  if (audience === 'reached') {
    const { n, first } = await countReachedOn(tx, batch, channel);
    if (n <= atOnce) await insertReached(tx, batch, channel);
    else await openExpansion(tx, batch, channel, { audience, after: String(first - 1) });
    return n <= atOnce ? 0 : n;
  }
  const { districts } = audience;
  const { addresses } = await countAudience(tx, [channel], districts);
  if (batch.supersedes) await endCovered(tx, batch, channel, districts);
  if (addresses <= atOnce) await insertPersonal(tx, batch, channel, districts);
  else await openExpansion(tx, batch, channel, { audience, after: '' });
  return addresses <= atOnce ? 0 : addresses;
}

/**
 * What of older versions with the same key is still to come in the districts of a newer one does not come any more: whoever
 * lives there is the newer one's. Their audiences go on where it does not go.
 */
async function endCovered(
  tx: Tx,
  { versionId, orderKey }: Batch,
  channel: ChannelId,
  covered: readonly string[],
): Promise<void> {
  const over = new Set(covered);
  for (const open of await openExpansions(tx)) {
    const { audience, batch } = open;
    if (open.channel !== channel || batch.orderKey !== orderKey || open.versionId === versionId) continue;
    // Of whom a retraction is to reach the districts are not known: each lot looks at its own.
    if (audience === 'reached') continue;
    const districts = audience.districts.filter((code) => !over.has(code));
    if (districts.length === 0) await closeExpansion(tx, open);
    else if (districts.length < audience.districts.length) await narrowExpansion(tx, open, { districts });
  }
}

/** Leaves an audience to be expanded by lots. Its deliveries go out as they come; the channel doesn't settle before the last one is there. */
export const openExpansion = (
  { sql }: Tx,
  batch: Batch,
  channel: ChannelId,
  { audience, after }: Pick<Expansion, 'audience' | 'after'>,
) =>
  sql(
    `INSERT INTO expansions (version_id, channel, alert_id, rank, batch, audience, after, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $8, $7)`,
    batch.versionId,
    channel,
    batch.alertId,
    batch.rank,
    JSON.stringify(batch),
    JSON.stringify(audience),
    batch.now,
    after,
  );

/**
 * Expands the next lot of the most urgent audience that is open, of at most `size` addresses. Returns the version whose
 * deliveries grew; null when nothing is open.
 */
export async function expandLot(tx: LotTx, size: number, now: number): Promise<string | null> {
  const expansion = await nextExpansion(tx);
  if (expansion === null) return null;
  const { batch, channel, audience, after, versionId } = expansion;
  const upTo = await endOfLot(tx, expansion, size);
  if (upTo === null) {
    await closeExpansion(tx, expansion);
    return versionId;
  }
  const lot = { ...batch, now };
  const last = await lastDelivery(tx);
  if (audience === 'reached')
    await insertReached(tx, lot, channel, { after: Number(after), upTo: Number(upTo) });
  else await insertPersonal(tx, lot, channel, audience.districts, { after, upTo });
  if (batch.supersedes) await supersedeOlderOfLot(tx, lot, last);
  await supersedeArrived(tx, lot, last);
  await holdArrived(tx, versionId, channel, now);
  await moveExpansion(tx, expansion, upTo);
  return versionId;
}

/** Addresses at once where nobody waits for the writer. */
const wholeAudience = 100_000;

/** Brings in whatever of any audience is still to come. */
export async function expandRest(tx: LotTx, now: number): Promise<void> {
  while ((await expandLot(tx, wholeAudience, now)) !== null);
}

/** What an expansion may cost on a full disk: as much as its alert. */
export const weightOfExpansion = (store: Store) => async (): Promise<Weight> => {
  const next = await nextExpansion(store.read);
  return next !== null && next.batch.rank < ballastBelow ? 'urgent' : 'needed';
};

/** Whether any audience is still to come. */
export const hasExpansions = async ({ read }: Store): Promise<boolean> =>
  (await read.sql('SELECT 1 AS one FROM expansions LIMIT 1')).length > 0;

const nextExpansion = async (tx: LotTx): Promise<Expansion | null> =>
  (await openExpansions(tx, 1))[0] ?? null;

/** The most urgent first. There are no more of them than messages to very many that were issued in the last minute. */
async function openExpansions({ sql }: LotTx, limit = 1000): Promise<readonly Expansion[]> {
  const rows = await sql<{
    version_id: string;
    channel: ChannelId;
    batch: string;
    audience: string;
    after: string;
  }>(
    `SELECT version_id, channel, batch, audience, after FROM expansions ORDER BY rank, opened_at, version_id, channel LIMIT ${limit}`,
  );
  return rows.map(({ version_id: versionId, channel, after, ...row }) => ({
    ...{ versionId, channel, after },
    batch: JSON.parse(row.batch) as Batch,
    audience: JSON.parse(row.audience) as Audience,
  }));
}

/** Where the next lot of an audience ends: its last address or delivery; null when nothing is left. */
async function endOfLot(tx: LotTx, expansion: Expansion, size: number): Promise<string | null> {
  const { audience, channel, after } = expansion;
  const [row] =
    audience === 'reached'
      ? await tx.sql<{ last: number | null }>(
          `SELECT MAX(lot.id) AS last FROM (SELECT d.id FROM deliveries d WHERE ${reachedOf(inOrder('d.version_id'))} AND d.channel = $3 AND d.id > $4
             ORDER BY d.id LIMIT $5) lot`,
          expansion.batch.alertId,
          expansion.batch.versionId,
          channel,
          Number(after),
          size,
        )
      : await tx.sql<{ last: string | null }>(
          `SELECT MAX(lot.id) AS last FROM (SELECT a.id FROM addresses a WHERE ${inOrder('a.channel')} = $1 AND a.dead_at IS NULL AND a.opted_out_at IS NULL
             AND a.district IN ${listOf(tx.engine, '$2', 'text')} AND a.id > $3 ORDER BY a.id LIMIT $4) lot`,
          channel,
          JSON.stringify(audience.districts),
          after,
          size,
        );
  return row?.last === null || row === undefined ? null : String(row.last);
}

const moveExpansion = ({ sql }: LotTx, { versionId, channel }: Expansion, after: string) =>
  sql('UPDATE expansions SET after = $3 WHERE version_id = $1 AND channel = $2', versionId, channel, after);

const narrowExpansion = (
  { sql }: LotTx,
  { versionId, channel }: Expansion,
  audience: Exclude<Audience, 'reached'>,
) =>
  sql(
    'UPDATE expansions SET audience = $3 WHERE version_id = $1 AND channel = $2',
    versionId,
    channel,
    JSON.stringify(audience),
  );

/** The audience is there: what was estimated at issue becomes what it is. */
async function closeExpansion({ sql }: LotTx, { versionId, channel }: Expansion): Promise<void> {
  await sql(
    `UPDATE version_channels SET targets = (SELECT COUNT(*) FROM deliveries d WHERE d.version_id = $1 AND d.channel = $2)
     WHERE version_id = $1 AND channel = $2`,
    versionId,
    channel,
  );
  await sql('DELETE FROM expansions WHERE version_id = $1 AND channel = $2', versionId, channel);
}

/** A cancel ends what of the alert has not been expanded. */
export async function dropExpansions(tx: Tx, alertId: string): Promise<void> {
  for (const open of await openExpansions(tx))
    if (open.batch.alertId === alertId) await closeExpansion(tx, open);
}
