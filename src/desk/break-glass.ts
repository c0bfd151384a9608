import { alertNumber } from '../domain/alert-number.js';
import {
  mayBreakGlass,
  refusalToReview,
  reviewWithin,
  type BreakGlassFacts,
  type BreakGlassReason,
  type Supervisor,
} from '../domain/break-glass.js';
import { decide } from '../domain/decide.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { findBrokenGlass, lastAnswer } from '../store/break-glass.store.js';
import { AlertRow, type VersionRow } from '../store/entities/alert.entity.js';
import { BreakGlassRow } from '../store/entities/staff.entity.js';
import type { Tx } from '../store/store.js';
import { closeReviewTask } from '../store/task.store.js';
import { findVersion } from '../store/version.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { issue, tellIssued } from './issue.js';
import { refusalInMaintenance } from './maintenance.js';
import { factsInAlert, refusalIfChanged } from './stale.js';
import { weightOfVersion } from './storage-weight.js';

/** What a lone officer's issue of a submission is judged by. */
export async function breakGlassFacts(
  deps: Pick<DeskDeps, 'phrasebook'>,
  tx: Pick<Tx, 'sql'>,
  row: VersionRow,
): Promise<BreakGlassFacts> {
  const { level, urgency, submittedAt, purpose } = row;
  const kind = deps.phrasebook.kinds[row.kind];
  const open = row.persons === 2 && purpose === 'message' && kind !== undefined && mayBreakGlass(kind);
  const answeredAt = open && submittedAt !== null ? await lastAnswer(tx, row.id, submittedAt) : null;
  return { open, level, urgency, submittedAt, answeredAt };
}

interface BreakGlassCommand {
  readonly digest: string;
  readonly reason: BreakGlassReason;
  readonly supervisor: Supervisor;
}

/**
 * 「単独緊急発令」: a lone officer issues her own submission, to the same digest as an approver would, with a reason and who was asked.
 * The waiting time is checked here, on the hub's clock. Everybody is told, and another approver reviews it (safety R5).
 */
export async function breakGlass(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  command: BreakGlassCommand,
): Promise<string | Refusal> {
  const weight = weightOfVersion(deps, id);
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const alone = await breakGlassFacts(deps, tx, version);
    const facts = { ...(await factsInAlert(deps, tx, version)), breakGlass: alone };
    const status = decide(facts, 'break-glass', ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    const severed = await refusalInMaintenance(tx);
    if (severed !== null) return severed;
    if (version.digest !== command.digest) return refuse('approve.other-digest');
    const changed = await refusalIfChanged(tx, version);
    if (changed !== null) return changed;
    await writeDown(deps, ctx, tx, version, command);
    return issue(deps, ctx, tx, version, 'log.issued-alone');
  }, weight);
  if (isRefusal(result)) return result;
  tellIssued(deps);
  deps.notifier.notify('changed', { topics: ['staff', 'rings'] });
  return id;
}

/** The row that the review waits in, and the entry that says why, before the issue's own. */
async function writeDown(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  version: VersionRow,
  { reason, supervisor }: BreakGlassCommand,
): Promise<void> {
  const { say } = deps;
  await tx.rows.insert(BreakGlassRow, {
    ...{ versionId: version.id, officerId: ctx.officer.id, reason, supervisor: supervisor.name },
    ...{ reached: supervisor.reached ? 1 : 0, issuedAt: ctx.now, reviewDueAt: ctx.now + reviewWithin },
    ...{ toldAt: null, overdueAt: null, reviewedBy: null, reviewedAt: null, note: null },
  });
  const alert = await tx.rows.findOneByOrFail(AlertRow, { id: version.alertId });
  const asked = `log.break-glass-${supervisor.reached ? 'reached' : 'not-reached'}`;
  await logCommand(tx, ctx, {
    category: 'approval',
    text: say('ja', 'log.break-glass', {
      kind: say('ja', `kind.${version.kind}`),
      number: alertNumber(alert.year ?? 0, alert.number ?? 0),
      reason: say('ja', `log.break-glass-reason.${reason}`),
      supervisor: say('ja', asked, { name: supervisor.name }),
    }),
    alertId: version.alertId,
    data: {
      versionId: version.id,
      digest: version.digest,
      breakGlass: { reason, reached: supervisor.reached },
    },
  });
}

/** Another approver has looked at what was issued alone: with a note, in the log. */
export async function reviewBreakGlass(
  deps: DeskDeps,
  ctx: Context,
  versionId: string,
  note: string,
): Promise<string | Refusal> {
  const { say } = deps;
  const result = await deps.store.write(async (tx) => {
    const broken = await findBrokenGlass(tx, versionId);
    if (!broken) return refuse('break-glass.unknown');
    const no = refusalToReview(broken, ctx.officer);
    if (no) return no;
    await tx.rows.update(
      BreakGlassRow,
      { versionId },
      { reviewedBy: ctx.officer.id, reviewedAt: ctx.now, note },
    );
    await closeReviewTask(tx, versionId, ctx.officer.id, ctx.now);
    await logCommand(tx, ctx, {
      category: 'approval',
      text: say('ja', 'log.break-glass-reviewed', {
        kind: say('ja', `kind.${broken.kind}`),
        number: alertNumber(broken.year ?? 0, broken.number ?? 0),
        note,
      }),
      alertId: broken.alertId,
      data: { versionId, breakGlass: { reviewed: true } },
    });
    return versionId;
  }, 'needed');
  if (!isRefusal(result)) deps.notifier.notify('changed', { topics: ['staff', 'tasks', 'log'] });
  return result;
}
