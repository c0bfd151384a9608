import type { ChannelId, Fault, Receipt } from '../domain/channel.js';
import { newId } from '../platform/id.js';
import { callAgain } from './call-again.store.js';
import { buryAddresses } from './delivery.store.js';
import { lotOf } from './dialect.js';
import { keepEarly } from './early-receipt.store.js';
import type { LotTx } from './store.js';
import { openTask } from './task.store.js';
import type { Unsaid } from './unsaid.store.js';

/** A broadcast, or part of one, that others ended: it waits for a person. */
export interface Interrupted {
  readonly versionId: string;
  readonly alertId: string;
  /** `Receipt.why.detail`: who ended it. */
  readonly by: string;
}

/**
 * Receipts in any order, twice, late: only an accepted delivery moves, to delivered or refused, and stays there; one that
 * reached nobody may go out again (call-again.store.ts); one that was interrupted is held under a task, and sent again it
 * is a new call. An address that its receipt calls dead is left out from now on. What no accepted delivery has (yet) is
 * kept: its acceptance may be on its way to the disk, or to the hub. Returns the versions touched, what was kept, what
 * was interrupted, and of what only the siren sounded.
 */
export async function recordReceipts(
  tx: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<{
  versions: readonly string[];
  unknown: readonly Receipt[];
  interrupted: readonly Interrupted[];
  unsaid: readonly Unsaid[];
}> {
  const again = receipts.filter(({ state }) => state === 'again');
  const back = new Set(again.map(({ ref }) => ref));
  // A machine's call is completed too: told in one breath, it has reached nobody.
  const final = receipts.filter(
    ({ ref, state }) => state !== 'again' && !(state === 'delivered' && back.has(ref)),
  );
  const settled = final.length > 0 ? await settle(tx, channel, final, now) : [];
  const touched = [...settled, ...(again.length > 0 ? await callAgain(tx, channel, again, now) : [])];
  const found = new Set(touched.map(({ ref }) => ref));
  const unknown = receipts.filter(({ ref }) => !found.has(ref));
  await keepEarly(tx, channel, unknown, now);
  return {
    versions: [...new Set(touched.map(({ versionId }) => versionId))],
    unknown,
    interrupted: await holdInterrupted(tx, channel, settled, now),
    unsaid: sirenOnly(channel, settled),
  };
}

interface Settled {
  readonly versionId: string;
  readonly alertId: string;
  readonly ref: string;
  readonly target: string;
  readonly state: string;
  readonly fault: string | null;
}

async function settle(
  tx: LotTx,
  channel: ChannelId,
  receipts: readonly Receipt[],
  now: number,
): Promise<readonly Settled[]> {
  const { engine, sql } = tx;
  const lot = receipts.map(({ ref, state, why }) => [
    ref,
    state === 'interrupted' ? 'held' : state,
    why ? JSON.stringify(why) : null,
  ]);
  const rows = await sql<Settled>(
    `UPDATE deliveries SET state = lot.state, fault = COALESCE(lot.fault, deliveries.fault), updated_at = $3,
       held_reason = CASE WHEN lot.state = 'held' THEN 'interrupted' ELSE deliveries.held_reason END,
       call_id = CASE WHEN lot.state = 'held' THEN NULL ELSE deliveries.call_id END,
       fence = CASE WHEN lot.state = 'held' THEN deliveries.fence + 1 ELSE deliveries.fence END
     FROM ${lotOf(engine, '$2', { ref: 'text', state: 'text', fault: 'text' })} lot
     WHERE deliveries.channel = $1 AND deliveries.ref = lot.ref AND deliveries.state = 'accepted'
     RETURNING deliveries.version_id AS "versionId", deliveries.alert_id AS "alertId", deliveries.ref AS ref,
       deliveries.target AS target, deliveries.state AS state, deliveries.fault AS fault`,
    channel,
    JSON.stringify(lot),
    now,
  );
  const dead = new Set(receipts.flatMap(({ ref, dead: gone }) => (gone === true ? [ref] : [])));
  const targets = rows.flatMap(({ ref, target }) => (dead.has(ref) ? [target] : []));
  if (targets.length > 0) await buryAddresses(tx, channel, targets, now);
  return rows;
}

function sirenOnly(channel: ChannelId, settled: readonly Settled[]): readonly Unsaid[] {
  const code = 'radio.siren-only';
  const rows = settled.filter(({ fault }) => faultOf(fault).code === code);
  return [...Map.groupBy(rows, ({ versionId }) => versionId)].map(([versionId, [row]]) => {
    return { versionId, alertId: row?.alertId ?? '', channel, reason: 'siren-only', code };
  });
}

const faultOf = (json: string | null): Partial<Fault> => JSON.parse(json ?? '{}') as Partial<Fault>;

/** What is held stands under its task from the same transaction on (invariant NoLoss). */
async function holdInterrupted(
  { sql }: LotTx,
  channel: ChannelId,
  settled: readonly Settled[],
  now: number,
): Promise<readonly Interrupted[]> {
  const held = settled.filter(({ state }) => state === 'held');
  const interrupted = [...Map.groupBy(held, ({ versionId }) => versionId)].map(([versionId, [row]]) => ({
    versionId,
    alertId: row?.alertId ?? '',
    by: faultOf(row?.fault ?? null).detail ?? 'other',
  }));
  for (const { versionId } of interrupted)
    await openTask({ sql }, { id: newId(), kind: 'held', versionId, channel, reason: 'interrupted', now });
  return interrupted;
}
