import type { ChannelId, Receipt } from '../domain/channel.js';
import { newId } from '../platform/id.js';
import { lotOf } from './dialect.js';
import type { LotTx } from './store.js';
import { openTask } from './task.store.js';

/** A broadcast, or part of one, that others ended: it waits for a person. */
export interface Interrupted {
  readonly versionId: string;
  readonly alertId: string;
  /** `Receipt.why.detail`: who ended it. */
  readonly by: string;
}

/**
 * Receipts in any order, twice, late: only an accepted delivery moves, to delivered or refused, and stays there; or,
 * interrupted, it is held under a task, and sent again it is a new call. Returns the versions touched, the references
 * that no accepted delivery has (yet): the acceptance may still be on its way to the disk; and what was interrupted.
 */
export async function recordReceipts(
  { engine, sql }: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<{
  versions: readonly string[];
  unknown: readonly Receipt[];
  interrupted: readonly Interrupted[];
}> {
  const lot = receipts.map(({ ref, state, why }) => [
    ref,
    state === 'interrupted' ? 'held' : state,
    why ? JSON.stringify(why) : null,
  ]);
  const rows = await sql<{ version_id: string; alert_id: string; ref: string; state: string; fault: string }>(
    `UPDATE deliveries SET state = lot.state, fault = COALESCE(lot.fault, deliveries.fault), updated_at = $3,
       held_reason = CASE WHEN lot.state = 'held' THEN 'interrupted' ELSE deliveries.held_reason END,
       call_id = CASE WHEN lot.state = 'held' THEN NULL ELSE deliveries.call_id END,
       fence = CASE WHEN lot.state = 'held' THEN deliveries.fence + 1 ELSE deliveries.fence END
     FROM ${lotOf(engine, '$2', { ref: 'text', state: 'text', fault: 'text' })} lot
     WHERE deliveries.channel = $1 AND deliveries.ref = lot.ref AND deliveries.state = 'accepted'
     RETURNING deliveries.version_id AS version_id, deliveries.alert_id AS alert_id, deliveries.ref AS ref,
       deliveries.state AS state, deliveries.fault AS fault`,
    channel,
    JSON.stringify(lot),
    now,
  );
  const found = new Set(rows.map((row) => row.ref));
  const held = rows.filter((row) => row.state === 'held');
  const interrupted = [...Map.groupBy(held, (row) => row.version_id)].map(([versionId, [row]]) => ({
    versionId,
    alertId: row?.alert_id ?? '',
    by: (JSON.parse(row?.fault ?? '{}') as { detail?: string }).detail ?? 'other',
  }));
  // What is held stands under its task from the same transaction on (invariant NoLoss).
  for (const { versionId } of interrupted)
    await openTask({ sql }, { id: newId(), kind: 'held', versionId, channel, reason: 'interrupted', now });
  return {
    versions: [...new Set(rows.map((row) => row.version_id))],
    unknown: receipts.filter(({ ref }) => !found.has(ref)),
    interrupted,
  };
}
