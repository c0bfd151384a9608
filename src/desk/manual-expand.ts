import { resolveDistricts } from '../domain/district-state.js';
import type { Rendering } from '../domain/rendering.js';
import { takesPlaceOf } from '../domain/manual-task.js';
import type { Town } from '../domain/town.js';
import { VersionRow } from '../store/entities/alert.entity.js';
import type { Say } from '../platform/sentences.js';
import { appendLog } from '../store/log.store.js';
import { openManual, postsReached, withdrawManual } from '../store/manual.store.js';
import type { Tx } from '../store/store.js';
import { contentOf } from './version-json.js';

/** The posts that a sheet gives a task to. */
export const postsOf = (rendering: Rendering): readonly string[] =>
  rendering.manual?.duties.map(({ id }) => id) ?? [];

/**
 * A lift, cancel or correction goes to exactly the posts that told people, or may have: whom nobody told need not be
 * told that it is over.
 */
export const retractedPosts = (
  tx: Tx,
  version: { readonly id: string; readonly alertId: string },
): Promise<ReadonlySet<string>> => postsReached(tx, version.alertId, version.id);

/** Districts in which a version's order has been lifted by now. */
export async function liftedOf(town: Town, tx: Tx, versionId: string): Promise<readonly string[]> {
  const lifts = await tx.rows.find(VersionRow, { where: { ofVersion: versionId, purpose: 'message' } });
  return lifts
    .filter(({ issuedAt }) => issuedAt !== null)
    .flatMap((lift) => resolveDistricts(contentOf(lift).districts, town));
}

const districtsOf = ({ doc, target }: { doc: Rendering; target: string }): readonly string[] =>
  doc.manual?.duties.find(({ id }) => id === target)?.districts ?? [];

/** Unticked tasks whose place a newer message takes: none of them is to be done any more. */
export async function withdrawTakenOver(
  say: Say,
  tx: Tx,
  newer: {
    readonly versionId: string;
    readonly alertId: string;
    readonly orderKey: string;
    readonly districts: readonly string[];
  },
  now: number,
): Promise<void> {
  const open = await openManual(tx, { orderKey: newer.orderKey }, newer.versionId);
  const over = open.filter((task) => takesPlaceOf(newer.districts, districtsOf(task)));
  await withdraw(say, tx, newer, over, now);
}

/** All unticked tasks of an alert that is cancelled or corrected. */
export async function withdrawAlert(
  say: Say,
  tx: Tx,
  version: { readonly id: string; readonly alertId: string },
  now: number,
): Promise<void> {
  const { id: versionId, alertId } = version;
  await withdraw(say, tx, { versionId, alertId }, await openManual(tx, { alertId }, versionId), now);
}

/** Tasks don't go from a board without a word: somebody may be on the way with one. */
async function withdraw(
  say: Say,
  tx: Tx,
  { versionId, alertId }: { readonly versionId: string; readonly alertId: string },
  tasks: readonly { readonly id: number }[],
  now: number,
): Promise<void> {
  if (tasks.length === 0) return;
  const ids = tasks.map(({ id }) => id);
  await withdrawManual(tx, ids, now);
  await appendLog(tx, {
    ...{ at: now, enteredAt: now, category: 'channel', actor: say('ja', 'log.hub'), alertId },
    text: say('ja', 'log.manual-withdrawn', { count: tasks.length }),
    data: { channel: 'manual', versionId, withdrawn: tasks.length },
  });
}
