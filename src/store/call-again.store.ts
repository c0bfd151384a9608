import type { ChannelId, Receipt } from '../domain/channel.js';
import { reopenChannel } from './delivery-group.store.js';
import { lotOf } from './dialect.js';
import { supersedeReturned } from './overtaken.store.js';
import type { LotTx } from './store.js';
import { holdStopped } from './task.store.js';

/** A telephone is rung three times in all, some minutes apart; then it is refused, and a person sees it. */
const mostCalls = 3;
const againAfter = 180_000;

interface Returned {
  readonly id: number;
  readonly version_id: string;
  readonly ref: string;
  readonly state: string;
}

/**
 * What was accepted and reached nobody (busy, no answer, a machine) goes out again as a new call, at most three in all and
 * only while the message is valid; else it is refused with the reason. Nothing older overtakes (invariant Order), and a stopped channel
 * stays stopped. Returns what it touched.
 */
export async function callAgain(
  tx: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<readonly { readonly versionId: string; readonly ref: string }[]> {
  const once = new Map(receipts.map((receipt) => [receipt.ref, receipt]));
  const lot = [...once.values()].map(({ ref, why }) => [ref, why ? JSON.stringify(why) : null]);
  const goes = `deliveries.attempts < ${mostCalls} AND deliveries.expires_at > CAST($4 AS bigint)`;
  const rows = await tx.sql<Returned>(
    `UPDATE deliveries SET state = CASE WHEN ${goes} THEN 'pending' ELSE 'refused' END,
       due_at = CASE WHEN ${goes} THEN CAST($4 AS bigint) ELSE deliveries.due_at END,
       call_id = CASE WHEN ${goes} THEN NULL ELSE deliveries.call_id END,
       fault = lot.fault, fence = deliveries.fence + 1, updated_at = CAST($3 AS bigint)
     FROM ${lotOf(tx.engine, '$2', { ref: 'text', fault: 'text' })} lot
     WHERE deliveries.channel = $1 AND deliveries.ref = lot.ref AND deliveries.state = 'accepted'
     RETURNING deliveries.id AS id, deliveries.version_id AS version_id, deliveries.ref AS ref, deliveries.state AS state`,
    channel,
    JSON.stringify(lot),
    now,
    now + againAfter,
  );
  const pending = rows.filter(({ state }) => state === 'pending');
  if (pending.length > 0) {
    await supersedeReturned(tx, pending, now);
    await holdStopped(
      tx,
      pending.map(({ id, version_id: versionId }) => ({ id, versionId, channel })),
      now,
    );
    for (const versionId of new Set(pending.map((row) => row.version_id)))
      await reopenChannel(tx, versionId, channel);
  }
  return rows.map(({ version_id: versionId, ref }) => ({ versionId, ref }));
}

/**
 * Somebody pressed a key in this call, which had been taken for a machine's or for nobody's: its delivery is delivered,
 * though it waits to go out again or was given up. One that is under way again is left to its own call.
 */
export const settleAnswered = (
  { sql }: Pick<LotTx, 'sql'>,
  deliveryId: number,
  ref: string,
  now: number,
): Promise<unknown> =>
  sql(
    `UPDATE deliveries SET state = 'delivered', fault = NULL, held_reason = NULL, updated_at = $3
     WHERE id = $1 AND channel = 'voice' AND ref = $2 AND state IN ('pending', 'held', 'refused', 'expired')`,
    deliveryId,
    ref,
    now,
  );
