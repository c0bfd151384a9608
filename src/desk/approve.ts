import { decide } from '../domain/decide.js';
import { alertNumber } from '../domain/alert-number.js';
import { resolveDistricts } from '../domain/district-state.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { applyEffects, stateDigest } from '../store/district-state.store.js';
import { AlertRow, VersionRow } from '../store/entities/alert.entity.js';
import type { Tx } from '../store/store.js';
import { findVersion } from '../store/version.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { expandMessage, retireCovered } from './expand.js';
import { contentOf, factsOf } from './version-json.js';

/**
 * Approving a digest issues it, in one transaction: status, effects, one delivery per address, log entry. Only then is
 * "issued" answered.
 */
export async function approveVersion(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  digest: string,
): Promise<string | Refusal> {
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const status = decide(factsOf(version), 'approve', ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    if (version.digest !== digest) return refuse('approve.other-digest');
    const { effects } = contentOf(version);
    if (version.stateDigest !== (await stateDigest(tx, effects))) return refuse('submission.state-changed');
    return issue(deps, ctx, tx, version);
  });
  if (isRefusal(result)) return result;
  deps.notifier.notify('deliveries', {});
  deps.notifier.notify('moved', { alertId: result.alertId, versionId: id, to: 'issued' });
  deps.notifier.notify('changed', { topics: ['alerts', 'state', 'log', 'proposals'] });
  return id;
}

async function issue(deps: DeskDeps, ctx: Context, tx: Tx, version: VersionRow): Promise<VersionRow> {
  const kind = deps.phrasebook.kinds[version.kind];
  const expiresAt = ctx.now + (kind?.lifetimeMinutes ?? 60) * 60_000;
  const content = contentOf(version);
  await tx.rows.update(
    VersionRow,
    { id: version.id },
    { status: 'issued', approverId: ctx.officer.id, issuedAt: ctx.now, expiresAt },
  );
  await applyEffects(tx, content.effects, {
    versionId: version.id,
    alertId: version.alertId,
    kind: version.kind,
    at: ctx.at,
  });
  await retireCovered(tx);
  const districts = resolveDistricts(
    content.districts,
    deps.town.districts.map(({ code }) => code),
  );
  const targets = await expandMessage(deps, tx, { version, content, districts, now: ctx.now, expiresAt });
  const alert = await tx.rows.findOneByOrFail(AlertRow, { id: version.alertId });
  await logCommand(tx, ctx, {
    category: 'issue',
    text: deps.say('ja', 'log.issued', {
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
  return version;
}

/** Gives a submission back with a reason, for another edit, or rejects it for good. */
export async function turnDown(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  how: { readonly act: 'return' | 'reject'; readonly reason: string },
): Promise<string | Refusal> {
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const status = decide(factsOf(version), how.act, ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    await tx.rows.update(VersionRow, { id }, { status, reason: how.reason, digest: null, lapsesAt: null });
    await logCommand(tx, ctx, {
      category: 'approval',
      text: deps.say('ja', `log.${how.act}`, {
        kind: deps.say('ja', `kind.${version.kind}`),
        reason: how.reason,
      }),
      alertId: version.alertId,
      data: { versionId: id },
    });
    return id;
  });
  if (!isRefusal(result)) deps.notifier.notify('changed', { topics: ['alerts', 'log'] });
  return result;
}
