import type { ChannelId, Receipt } from '../domain/channel.js';
import { buryAddresses } from './delivery.store.js';
import { lotOf } from './dialect.js';
import type { LotTx } from './store.js';

/**
 * Receipts in any order, twice, late: only an accepted delivery moves, to delivered or refused, and stays there.
 * An address that its receipt calls dead is left out from now on. Returns the versions touched, and the references that no accepted delivery has (yet): the acceptance may still be on
 * its way to the disk.
 */
export async function recordReceipts(
  tx: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<{ versions: readonly string[]; unknown: readonly Receipt[] }> {
  const { engine, sql } = tx;
  const lot = receipts.map(({ ref, state, why }) => [ref, state, why ? JSON.stringify(why) : null]);
  const rows = await sql<{ version_id: string; ref: string; target: string }>(
    `UPDATE deliveries SET state = lot.state, fault = COALESCE(lot.fault, deliveries.fault), updated_at = $3
     FROM ${lotOf(engine, '$2', { ref: 'text', state: 'text', fault: 'text' })} lot
     WHERE deliveries.channel = $1 AND deliveries.ref = lot.ref AND deliveries.state = 'accepted'
     RETURNING deliveries.version_id AS version_id, deliveries.ref AS ref, deliveries.target AS target`,
    channel,
    JSON.stringify(lot),
    now,
  );
  const dead = new Set(receipts.flatMap(({ ref, dead: gone }) => (gone === true ? [ref] : [])));
  const targets = rows.flatMap(({ ref, target }) => (dead.has(ref) ? [target] : []));
  if (targets.length > 0) await buryAddresses(tx, channel, targets, now);
  const found = new Set(rows.map((row) => row.ref));
  return {
    versions: [...new Set(rows.map((row) => row.version_id))],
    unknown: receipts.filter(({ ref }) => !found.has(ref)),
  };
}
