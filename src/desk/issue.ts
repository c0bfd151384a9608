import { alertNumber } from '../domain/alert-number.js';
import { resolveDistricts } from '../domain/district-state.js';
import { applyEffects } from '../store/district-state.store.js';
import { AlertRow, VersionRow } from '../store/entities/alert.entity.js';
import { nextIssue } from '../store/issue-order.js';
import type { Tx } from '../store/store.js';
import { closeDoneTasks } from '../store/task.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { openDuties } from './duties.js';
import { expandMessage, retireCovered } from './expand.js';
import { extendedBy, ordersNothingNew, retireExtended } from './extend.js';
import { leaveForMorning } from './radio-later.js';
import { contentOf } from './version-json.js';

/** What issuing means, inside the transaction of whoever issues: status, effects, one delivery per address, log entry. */
export async function issue(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  version: VersionRow,
  sentence: 'log.issued' | 'log.issued-alone' = 'log.issued',
): Promise<VersionRow> {
  // What a person sends again meanwhile is superseded by this issue, or sees it (invariant Order).
  const kind = deps.phrasebook.kinds[version.kind];
  const expiresAt = ctx.now + (kind?.lifetimeMinutes ?? 60) * 60_000;
  const content = contentOf(version);
  await tx.rows.update(
    VersionRow,
    { id: version.id },
    {
      ...{ status: 'issued', approverId: ctx.officer.id, issuedAt: ctx.now, expiresAt },
      issuedSeq: await nextIssue(tx),
    },
  );
  await applyEffects(tx, content.effects, {
    versionId: version.id,
    alertId: version.alertId,
    kind: version.kind,
    at: ctx.at,
  });
  await retireCovered(tx);
  const extended = await extendedBy(deps, tx, version);
  if (extended !== null) await retireExtended(deps, tx, version);
  const districts = resolveDistricts(content.districts, deps.town);
  const targets = await expandMessage(deps, tx, { version, content, districts, now: ctx.now, expiresAt });
  await leaveForMorning(deps, ctx, tx, version);
  await closeDoneTasks(tx, ctx.now, ctx.officer.id);
  const alert = await tx.rows.findOneByOrFail(AlertRow, { id: version.alertId });
  await logCommand(tx, ctx, {
    category: 'issue',
    text: deps.say('ja', sentence, {
      kind: deps.say('ja', `kind.${version.kind}`),
      number: alertNumber(alert.year ?? 0, alert.number ?? 0),
      targets,
      decided: content.decision?.by ?? '－',
    }),
    alertId: version.alertId,
    data: {
      versionId: version.id,
      digest: version.digest,
      targets,
      effects: content.effects,
      decision: content.decision,
    },
  });
  // The law asks for an order's report, not for each repeat.
  if (extended === null || !ordersNothingNew(deps, version, extended))
    await openDuties(deps, ctx, tx, version, kind?.effects === 'lift' ? 'lift' : 'issue');
  return { ...version, status: 'issued' };
}

/** Wakes the dispatcher, the consoles and the drill player once the issue is committed. */
export function tellIssued({ notifier }: DeskDeps): void {
  notifier.notify('deliveries', {});
  notifier.notify('changed', { topics: ['alerts', 'state', 'log', 'proposals', 'tasks'] });
}
