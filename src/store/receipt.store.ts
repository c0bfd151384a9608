import type { ChannelId, Receipt } from '../domain/channel.js';
import { callAgain } from './call-again.store.js';
import { buryAddresses } from './delivery.store.js';
import { lotOf } from './dialect.js';
import type { LotTx } from './store.js';

/**
 * Receipts in any order, twice, late: only an accepted delivery moves, to delivered or refused, and stays there; one that
 * reached nobody may go out again (call-again.store.ts). An address that its receipt calls dead is left out from now on.
 * Returns the versions touched, and the references that no accepted delivery has (yet): the acceptance may still be on
 * its way to the disk.
 */
export async function recordReceipts(
  tx: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<{ versions: readonly string[]; unknown: readonly Receipt[] }> {
  const final = receipts.filter(({ state }) => state !== 'again');
  const again = receipts.filter(({ state }) => state === 'again');
  const touched = [
    ...(final.length > 0 ? await settle(tx, channel, final, now) : []),
    ...(again.length > 0 ? await callAgain(tx, channel, again, now) : []),
  ];
  const found = new Set(touched.map(({ ref }) => ref));
  return {
    versions: [...new Set(touched.map(({ versionId }) => versionId))],
    unknown: receipts.filter(({ ref }) => !found.has(ref)),
  };
}

async function settle(
  tx: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<{ versionId: string; ref: string }[]> {
  const { engine, sql } = tx;
  const lot = receipts.map(({ ref, state, why }) => [ref, state, why ? JSON.stringify(why) : null]);
  const rows = await sql<{ versionId: string; ref: string; target: string }>(
    `UPDATE deliveries SET state = lot.state, fault = COALESCE(lot.fault, deliveries.fault), updated_at = $3
     FROM ${lotOf(engine, '$2', { ref: 'text', state: 'text', fault: 'text' })} lot
     WHERE deliveries.channel = $1 AND deliveries.ref = lot.ref AND deliveries.state = 'accepted'
     RETURNING deliveries.version_id AS "versionId", deliveries.ref AS ref, deliveries.target AS target`,
    channel,
    JSON.stringify(lot),
    now,
  );
  const dead = new Set(receipts.flatMap(({ ref, dead: gone }) => (gone === true ? [ref] : [])));
  const targets = rows.flatMap(({ ref, target }) => (dead.has(ref) ? [target] : []));
  if (targets.length > 0) await buryAddresses(tx, channel, targets, now);
  return rows;
}
