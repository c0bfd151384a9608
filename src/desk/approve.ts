import { decide } from '../domain/decide.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { VersionRow } from '../store/entities/alert.entity.js';
import { findVersion } from '../store/version.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { issue, tellIssued } from './issue.js';
import { refusalInMaintenance } from './maintenance.js';
import { checkShelters } from './shelters.js';
import { factsInAlert, refusalIfChanged } from './stale.js';
import { weightOfVersion } from './storage-weight.js';
import { factsOf } from './version-json.js';

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
  const weight = weightOfVersion(deps, id);
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const status = decide(await factsInAlert(deps, tx, version), 'approve', ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    const severed = await refusalInMaintenance(tx);
    if (severed !== null) return severed;
    if (version.digest !== digest) return refuse('approve.other-digest');
    const changed = await refusalIfChanged(tx, version);
    if (changed !== null) return changed;
    // Another alert may have come into force since it was submitted.
    const unfit = await checkShelters(deps, tx, version);
    if (unfit !== null) return unfit;
    return issue(deps, ctx, tx, version);
  }, weight);
  if (isRefusal(result)) return result;
  tellIssued(deps);
  return id;
}

/** Gives a submission back with a reason, for another edit, or rejects it for good. */
export async function turnDown(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  how: { readonly act: 'return' | 'reject'; readonly reason: string },
): Promise<string | Refusal> {
  const weight = weightOfVersion(deps, id);
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
  }, weight);
  if (!isRefusal(result)) deps.notifier.notify('changed', { topics: ['alerts', 'log'] });
  return result;
}
