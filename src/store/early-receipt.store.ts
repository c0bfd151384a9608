import type { ChannelId, Receipt } from '../domain/channel.js';
import { lotOf } from './dialect.js';
import type { LotTx, Sql } from './store.js';

/** A call is resolved within a quarter of an hour (invariant BoundedUnsure); what fits nothing by then fits nothing. */
const keptFor = 3_600_000;

/**
 * Keeps receipts of references that no accepted delivery has. The provider was told that they are safe here; the answer
 * with that reference may be on its way, or lost and asked for later.
 */
export async function keepEarly(
  { engine, sql }: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<void> {
  // What others ended comes from a poll of what was accepted: it is asked for again.
  const lot = receipts
    .filter(({ state }) => state !== 'interrupted')
    .map((receipt) => [receipt.ref, receipt.state, JSON.stringify(receipt)]);
  if (lot.length === 0) return;
  await sql(
    `INSERT INTO early_receipts (channel, ref, state, receipt, at)
     SELECT $1, lot.ref, lot.state, lot.receipt, CAST($3 AS bigint)
     FROM ${lotOf(engine, '$2', { ref: 'text', state: 'text', receipt: 'text' })} lot WHERE true
     ON CONFLICT DO NOTHING`,
    channel,
    JSON.stringify(lot),
    now,
  );
}

export const anyEarly = async (sql: Sql): Promise<boolean> =>
  (await sql('SELECT ref FROM early_receipts LIMIT 1')).length > 0;

/** Takes out what fits an accepted delivery by now, by channel; what is too old goes as well. */
export async function takeEarly(
  { sql }: LotTx,
  now: number,
): Promise<ReadonlyMap<ChannelId, readonly Receipt[]>> {
  await sql('DELETE FROM early_receipts WHERE at <= $1', now - keptFor);
  const rows = await sql<{ channel: ChannelId; receipt: string }>(
    `DELETE FROM early_receipts WHERE EXISTS (SELECT 1 FROM deliveries d
       WHERE d.channel = early_receipts.channel AND d.ref = early_receipts.ref AND d.state = 'accepted')
     RETURNING channel, receipt`,
  );
  const byChannel = Map.groupBy(rows, ({ channel }) => channel);
  return new Map(
    [...byChannel].map(([channel, some]) => [
      channel,
      some.map(({ receipt }) => JSON.parse(receipt) as Receipt),
    ]),
  );
}
