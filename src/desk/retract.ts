import { alertNumber } from '../domain/alert-number.js';
import { decide } from '../domain/decide.js';
import { resolveDistricts } from '../domain/district-state.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { newId } from '../platform/id.js';
import { countReached, type Batch } from '../store/audience.store.js';
import { restoreBefore } from '../store/district-state.store.js';
import { AlertRow, VersionRow } from '../store/entities/alert.entity.js';
import { nextIssue } from '../store/issue-order.js';
import { silenceAlert } from '../store/silence.store.js';
import type { Tx } from '../store/store.js';
import { closeDoneTasks } from '../store/task.store.js';
import { findIssuedMessage, nextVersionNumber } from '../store/version.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { openDuties } from './duties.js';
import { expandRetraction, orderKeyOf } from './expand.js';
import { restoreExtended } from './extend.js';
import { refusalInMaintenance } from './maintenance.js';
import { phraseFor, phraseMatches } from './phrase.js';
import { openStandingTask } from './standing.js';
import { contentOf, factsOf } from './version-json.js';

/** Which ready-made text: the cancel, or the correction for one cause of the fixed list. */
export type Retraction = { readonly as: 'cancel' } | { readonly as: 'correction'; readonly cause: string };

/**
 * Sends the ready-made cancel or correction that was approved in the original's digest: one person, nothing to fill in,
 * ahead of every queue (R6). The cancel also puts the districts back to what stood before; the correction only speaks,
 * so that it can never be the way to lift an order (ADR 0007).
 */
export async function retractAlert(
  deps: DeskDeps,
  ctx: Context,
  alertId: string,
  retraction: Retraction & { readonly phrase: string },
): Promise<string | Refusal> {
  const kind = retraction.as === 'cancel' ? 'cancellation' : 'correction';
  const result = await deps.store.write(async (tx) => {
    const original = await findIssuedMessage(tx, alertId);
    if (!original) return refuse('retract.nothing-issued');
    const act = retraction.as === 'cancel' ? 'cancel' : 'correct';
    const status = decide(factsOf(original), act, ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    const severed = await refusalInMaintenance(tx);
    if (severed !== null) return severed;
    if (!phraseMatches(phraseFor(deps, kind), retraction.phrase)) return refuse('submit.wrong-phrase');
    await tx.rows.update(VersionRow, { id: original.id }, { status });
    return send(deps, ctx, tx, original, retraction);
  }, 'urgent');
  if (isRefusal(result)) return result;
  deps.notifier.notify('deliveries', {});
  deps.notifier.notify('changed', { topics: ['alerts', 'state', 'log', 'tasks'] });
  return result;
}

async function send(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  original: VersionRow,
  retraction: Retraction,
): Promise<string> {
  const purpose = retraction.as === 'cancel' ? 'cancel' : `correction:${retraction.cause}`;
  const version = await insertVersion(deps, ctx, tx, original, retraction);
  const standing: string[] = [];
  if (retraction.as === 'cancel') {
    const orders = await restoreBefore(tx, original.id, { versionId: version.id, at: ctx.at });
    const extended = await restoreExtended(deps, tx, original, ctx.now);
    standing.push(...orders, ...(extended === null ? [] : [extended]));
  }
  const batch: Batch = {
    versionId: version.id,
    alertId: original.alertId,
    orderKey: orderKeyOf(original),
    purpose,
    renderingsOf: original.id,
    rank: 0,
    now: ctx.now,
    expiresAt: version.expiresAt,
    supersedes: false,
  };
  const content = contentOf(original);
  const districts = resolveDistricts(content.districts, deps.town);
  const { expiresAt } = batch;
  const targets = await expandRetraction(deps, tx, {
    version,
    content,
    districts,
    now: ctx.now,
    expiresAt,
    batch,
  });
  // What is still being said is stopped; the correction only speaks, and leaves it.
  if (retraction.as === 'cancel') await silenceAlert(tx, original.alertId, version.id, ctx.now);
  await closeDoneTasks(tx, ctx.now, ctx.officer.id);
  const alert = await tx.rows.findOneByOrFail(AlertRow, { id: original.alertId });
  await logCommand(tx, ctx, {
    category: 'issue',
    text: deps.say('ja', `log.${retraction.as}`, {
      kind: deps.say('ja', `kind.${original.kind}`),
      number: alertNumber(alert.year ?? 0, alert.number ?? 0),
      targets,
      cause: retraction.as === 'correction' ? deps.say('ja', `cause.${retraction.cause}`) : '',
    }),
    alertId: original.alertId,
    data: { versionId: version.id, of: original.id, purpose, digest: original.digest, targets },
  });
  for (const id of standing) await openStandingTask(deps, ctx, tx, id);
  if (retraction.as === 'cancel') await openDuties(deps, ctx, tx, version, 'cancel');
  return version.id;
}

/** The retraction's version: issued at once under the original's digest and approval, by one person. */
async function insertVersion(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  original: VersionRow,
  retraction: Retraction,
): Promise<VersionRow & { readonly expiresAt: number }> {
  const cancel = retraction.as === 'cancel';
  const kind = cancel ? 'cancellation' : 'correction';
  const ready = deps.phrasebook.kinds[kind];
  if (!ready) throw new Error(`the phrasebook has no ${kind}`);
  const reached = await countReached(tx, original.alertId);
  const slots = {
    ofKind: original.kind,
    sentAt: original.decidedAt ?? 0,
    ...(cancel ? {} : { cause: retraction.cause }),
  };
  const row = {
    ...original,
    id: newId(),
    n: await nextVersionNumber(tx, original.alertId),
    status: 'issued' as const,
    intent: cancel ? ('cancel' as const) : ('update' as const),
    purpose: retraction.as,
    kind,
    level: null,
    urgency: Math.max(original.urgency, ready.urgency),
    persons: 1 as const,
    slots: JSON.stringify(slots),
    effects: '[]',
    authorId: ctx.officer.id,
    editors: '[]',
    submitterId: ctx.officer.id,
    // Nobody decided or approved it now: its words lay in what was approved.
    ...{ approverId: null, decision: null },
    createdAt: ctx.at,
    decidedAt: ctx.at,
    submittedAt: ctx.now,
    lapsesAt: null,
    issuedAt: ctx.now,
    issuedSeq: await nextIssue(tx),
    expiresAt: ctx.now + ready.lifetimeMinutes * 60_000,
    audiencePeople: reached.people,
    audienceAddresses: reached.addresses,
    proposalId: null,
    ofVersion: original.id,
    radioLater: null,
  };
  await tx.rows.insert(VersionRow, row);
  return row;
}
