import type { Decision } from '../domain/alert.js';
import type { ChannelId } from '../domain/channel.js';
import { decide } from '../domain/decide.js';
import { reasonsThatStand, type LeftOutReasons } from '../domain/left-out.js';
import { levelOf, offeredOf } from '../domain/kind.js';
import { hazardOf, type DistrictChoice, type Slots } from '../domain/message.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { VersionRow } from '../store/entities/alert.entity.js';
import { ProposalRow } from '../store/entities/telegram.entity.js';
import type { Tx } from '../store/store.js';
import { findVersion, thawRenderings } from '../store/version.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { refusalToStray } from './extend.js';
import { withRemaining } from './remaining.js';
import { weightOfVersion } from './storage-weight.js';
import { factsOf } from './version-json.js';

/** What an officer writes into a draft. */
export interface Edit {
  readonly revision: number;
  readonly slots: Slots;
  readonly districts: DistrictChoice;
  readonly channels: readonly ChannelId[];
  readonly decision: Decision | null;
  /** The broadcast is left for the morning; not when absent. */
  readonly radioLater?: boolean | undefined;
  /** Why channels are left out. */
  readonly leftOut?: LeftOutReasons | undefined;
}

/** Edits a draft; an edit of a submission voids its digest. Refused as stale when another editor was faster. */
export async function editDraft(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  edit: Edit,
): Promise<string | Refusal> {
  const weight = weightOfVersion(deps, id);
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const status = decide(factsOf(version), 'edit', ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    if (version.revision !== edit.revision) return refuse('draft.stale', { revision: version.revision });
    const slots = await withRemaining(deps, tx, version.kind, edit.slots, edit.districts);
    const strayed = await refusalToStray(deps, tx, version, slots);
    if (strayed) return strayed;
    const before = factsOf(version).editorIds;
    const editors = new Set([...before, ctx.officer.id]);
    await tx.rows.update(
      VersionRow,
      { id },
      {
        status,
        slots: JSON.stringify(slots),
        districts: JSON.stringify(edit.districts),
        channels: JSON.stringify(offered(deps, version.kind, edit)),
        decision: edit.decision === null ? null : JSON.stringify(edit.decision),
        radioLater: edit.radioLater === true ? 1 : null,
        leftOut: leftOutJson(edit),
        hazard: hazardOf(slots),
        ...levelAfter(deps, version.kind, slots),
        editors: JSON.stringify([...editors]),
        revision: version.revision + 1,
        digest: null,
        lapsesAt: null,
        decidedAt: null,
        reason: null,
      },
    );
    if (editors.size > before.length) await logEdit(deps, ctx, tx, version);
    if (version.status !== 'draft') await logVoided(deps, ctx, tx, version);
    await thawRenderings(tx, id);
    return id;
  }, weight);
  if (!isRefusal(result)) deps.notifier.notify('changed', { topics: ['alerts', 'log'] });
  return result;
}

/** What the hub has no more falls away: the screen offers no tick to take it off. */
const offered = (deps: DeskDeps, name: string, { channels }: Edit): readonly ChannelId[] => {
  const kind = deps.phrasebook.kinds[name];
  return kind === undefined ? channels : offeredOf(kind, channels);
};

const leftOutJson = ({ leftOut = {}, channels }: Edit): string | null => {
  const reasons = reasonsThatStand(leftOut, channels);
  return Object.keys(reasons).length === 0 ? null : JSON.stringify(reasons);
};

/** A combined message's level follows from its orders, a lowered one's from what it is lowered to. */
const levelAfter = (deps: DeskDeps, name: string, slots: Slots) => {
  const kind = deps.phrasebook.kinds[name];
  return kind === undefined ? {} : { level: levelOf(kind, slots) };
};

/** A draft saves itself as it is typed: one entry an officer tells who wrote; what was written is frozen at submit. */
const logEdit = (deps: DeskDeps, ctx: Context, tx: Tx, version: VersionRow) =>
  logCommand(tx, ctx, {
    category: 'command',
    text: deps.say('ja', 'log.draft-edited', { kind: deps.say('ja', `kind.${version.kind}`) }),
    alertId: version.alertId,
    data: { versionId: version.id, revision: version.revision + 1 },
  });

const logVoided = (deps: DeskDeps, ctx: Context, tx: Tx, version: VersionRow) =>
  logCommand(tx, ctx, {
    category: 'approval',
    text: deps.say('ja', 'log.submission-voided', { kind: deps.say('ja', `kind.${version.kind}`) }),
    alertId: version.alertId,
    data: { versionId: version.id, digest: version.digest },
  });

/** Puts a draft away. It stays readable; nothing is deleted. */
export async function discardDraft(deps: DeskDeps, ctx: Context, id: string): Promise<string | Refusal> {
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const status = decide(factsOf(version), 'discard', ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    await tx.rows.update(VersionRow, { id }, { status });
    if (version.proposalId !== null)
      await tx.rows.update(ProposalRow, { id: version.proposalId, state: 'used' }, { state: 'open' });
    await logCommand(tx, ctx, {
      category: 'command',
      text: deps.say('ja', 'log.draft-discarded', { kind: deps.say('ja', `kind.${version.kind}`) }),
      alertId: version.alertId,
      data: { versionId: id },
    });
    return id;
  }, 'needed');
  if (!isRefusal(result)) deps.notifier.notify('changed', { topics: ['alerts', 'proposals', 'log'] });
  return result;
}
