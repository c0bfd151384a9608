import { isCarried, type ChannelId } from '../domain/channel.js';
import { decide } from '../domain/decide.js';
import { channelsOf, isReadyMade, levelOf, offeredOf, type Kind } from '../domain/kind.js';
import { hazardOf, ordersOf, type DistrictChoice, type Slots } from '../domain/message.js';
import { resolveDistricts, type OrderInForce } from '../domain/district-state.js';
import type { OrderLevel } from '../domain/hazard.js';
import { hasRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { newId } from '../platform/id.js';
import { ordersInForce } from '../store/district-state.store.js';
import { VersionRow } from '../store/entities/alert.entity.js';
import { ProposalRow } from '../store/entities/telegram.entity.js';
import type { Tx } from '../store/store.js';
import { findVersion, nextVersionNumber, openAlert } from '../store/version.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import type { DraftSource } from './draft-source.js';
import { refusalToExtend, standingContent } from './extend.js';
import { withRemaining } from './remaining.js';
import { weightOfSource } from './storage-weight.js';
import { contentOf, factsOf } from './version-json.js';

/** Opens a draft from a proposal, a bare kind, or as the lift or extension of an issued version. Answers the version's id. */
export async function openDraft(
  deps: DeskDeps,
  ctx: Context,
  source: DraftSource,
): Promise<string | Refusal> {
  if (!hasRole(ctx.officer, 'drafter')) return refuse('officer.not-drafter');
  const weight = weightOfSource(deps, source);
  const id = await deps.store.write((tx) => {
    if ('proposalId' in source) return fromProposal(deps, ctx, tx, source.proposalId);
    if ('liftOf' in source) return fromLift(deps, ctx, tx, source.liftOf, source.districts);
    if ('extendOf' in source) return fromIssued(deps, ctx, tx, source.extendOf);
    return fromKind(deps, ctx, tx, source);
  }, weight);
  if (!isRefusal(id)) deps.notifier.notify('changed', { topics: ['alerts', 'proposals', 'log'] });
  return id;
}

async function fromProposal(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  proposalId: string,
): Promise<string | Refusal> {
  const proposal = await tx.rows.findOneBy(ProposalRow, { id: proposalId });
  if (!proposal) return refuse('proposal.unknown');
  if (proposal.state !== 'open') return refuse(`proposal.${proposal.state}`);
  const kind = deps.phrasebook.kinds[proposal.kind];
  if (!kind) return refuse('compose.unknown-kind', { kind: proposal.kind });
  await tx.rows.update(ProposalRow, { id: proposalId }, { state: 'used' });
  const slots = JSON.parse(proposal.slots) as Slots;
  const districts = JSON.parse(proposal.districts) as DistrictChoice;
  const lifted = kind.effects === 'lift' ? await orderToLift(tx, proposal.hazard) : null;
  return insertDraft(deps, ctx, tx, {
    ...{ kind, districts, proposalId },
    slots: lifted === null ? slots : { ...slots, ofKind: lifted.kind },
    ofVersion: lifted?.version ?? null,
  });
}

/** The newest order of a hazard in force, as the kind that its level is, and the version that brought it. */
async function orderToLift(
  tx: Tx,
  hazard: string | null,
): Promise<{ readonly kind: string; readonly version: VersionRow | null } | null> {
  const order = (await ordersInForce(tx))
    .filter((each) => each.hazard === hazard)
    .toSorted((a, b) => b.since - a.since)[0];
  if (order === undefined) return null;
  return { kind: orderKinds[order.level] ?? order.kind, version: await findVersion(tx, order.versionId) };
}

async function fromLift(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  versionId: string,
  districts: DistrictChoice,
): Promise<string | Refusal> {
  const version = await findVersion(tx, versionId);
  if (!version) return refuse('version.unknown');
  const may = decide(factsOf(version), 'lift', ctx.officer, ctx.now);
  if (isRefusal(may)) return may;
  const kind = deps.phrasebook.kinds['order-lifted'];
  const standing = (await ordersInForce(tx)).filter(({ alertId }) => alertId === version.alertId);
  // Of several hazards the highest first; the next lift takes the next that still stands.
  const first = standing.toSorted((a, b) => b.level - a.level)[0];
  const hazard = first?.hazard ?? version.hazard;
  if (!kind || hazard === null) return refuse('lift.nothing-to-lift');
  return insertDraft(deps, ctx, tx, {
    kind,
    slots: { hazard, ofKind: first === undefined ? version.kind : (orderKinds[first.level] ?? version.kind) },
    districts:
      ordersOf(contentOf(version).slots).length > 0 ? ofHazard(deps, standing, hazard, districts) : districts,
    ofVersion: version,
  });
}

/** The next version of a message, as it stands: whoever extends it changes what has changed, and records a decision anew. */
async function fromIssued(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  versionId: string,
): Promise<string | Refusal> {
  const version = await findVersion(tx, versionId);
  if (!version) return refuse('version.unknown');
  const refused = refusalToExtend(deps, version, ctx.officer, ctx.now);
  if (refused) return refused;
  const kind = deps.phrasebook.kinds[version.kind];
  if (!kind) return refuse('compose.unknown-kind', { kind: version.kind });
  const content = await standingContent(deps, tx, version);
  return insertDraft(deps, ctx, tx, { kind, ...content, ofVersion: version });
}

/** Of a combined order the chosen districts that stand under the hazard that is lifted. */
function ofHazard(
  deps: DeskDeps,
  standing: readonly OrderInForce[],
  hazard: string,
  chosen: DistrictChoice,
): DistrictChoice {
  const own = standing.filter((order) => order.hazard === hazard).map(({ district }) => district);
  return resolveDistricts(chosen, deps.town).filter((code) => own.includes(code));
}

/** The order that a level is, whatever message brought it into force (a combined one, a lowered level). */
const orderKinds: Readonly<Partial<Record<OrderLevel, string>>> = {
  0: 'evacuation-unlevelled',
  3: 'evacuation-elderly',
  4: 'evacuation-instruction',
  5: 'emergency-safety',
};

function fromKind(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  source: { kind: string; slots?: Slots | undefined; districts?: DistrictChoice | undefined },
): Promise<string | Refusal> {
  const { kinds } = deps.phrasebook;
  const kind = Object.hasOwn(kinds, source.kind) ? kinds[source.kind] : undefined;
  if (!kind) return Promise.resolve(refuse('compose.unknown-kind', { kind: source.kind }));
  if (isReadyMade(kind)) return Promise.resolve(refuse('draft.ready-made-only'));
  return insertDraft(deps, ctx, tx, { kind, slots: source.slots ?? {}, districts: source.districts ?? [] });
}

interface NewDraft {
  readonly kind: Kind;
  readonly slots: Slots;
  readonly districts: DistrictChoice;
  readonly proposalId?: string;
  /** The kind's own when absent. */
  readonly channels?: readonly ChannelId[];
  /** The version a lift or an extension speaks of: the draft becomes a version of the same alert. */
  readonly ofVersion?: VersionRow | null;
}

async function insertDraft(deps: DeskDeps, ctx: Context, tx: Tx, draft: NewDraft): Promise<string> {
  const { kind, ofVersion } = draft;
  const alert = ofVersion
    ? { id: ofVersion.alertId, incidentId: ofVersion.incidentId }
    : await openAlert(tx, deps.say('ja', `kind.${kind.kind}`), ctx.at);
  const slots = await withRemaining(deps, tx, kind.kind, draft.slots, draft.districts);
  const row: Partial<VersionRow> = {
    id: newId(),
    alertId: alert.id,
    incidentId: alert.incidentId,
    n: await nextVersionNumber(tx, alert.id),
    status: 'draft',
    intent: ofVersion ? 'update' : 'alert',
    purpose: 'message',
    kind: kind.kind,
    level: levelOf(kind, slots),
    urgency: kind.urgency,
    persons: kind.persons,
    hazard: hazardOf(slots),
    slots: JSON.stringify(slots),
    districts: JSON.stringify(draft.districts),
    channels: JSON.stringify(offeredOf(kind, draft.channels ?? channelsOf(kind, slots)).filter(isCarried)),
    decision: null,
    effects: '[]',
    revision: 1,
    authorId: ctx.officer.id,
    editors: '[]',
    createdAt: ctx.at,
    proposalId: draft.proposalId ?? null,
    ofVersion: ofVersion?.id ?? null,
    // What the next version of a message leaves out, it leaves out for the same reason until its author says otherwise.
    leftOut: draft.channels === undefined ? null : (ofVersion?.leftOut ?? null),
  };
  await tx.rows.insert(VersionRow, row);
  await logCommand(tx, ctx, {
    category: 'command',
    text: deps.say('ja', 'log.draft-opened', { kind: deps.say('ja', `kind.${kind.kind}`) }),
    alertId: alert.id,
    data: { versionId: row.id, kind: kind.kind, proposalId: draft.proposalId ?? null },
  });
  return row.id ?? '';
}
