import { submissionLife, type Effect } from '../domain/alert.js';
import { decide } from '../domain/decide.js';
import { checkEffects, effectsOf, resolveDistricts } from '../domain/district-state.js';
import { levelOf, type Kind } from '../domain/kind.js';
import { leftOutOf, type LeftOut } from '../domain/left-out.js';
import { unknownDistrict } from '../domain/place-names.js';
import { statusIn } from '../domain/world.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { alertNumber } from '../domain/alert-number.js';
import { digestOf } from '../platform/digest.js';
import { localYear } from '../platform/local-time.js';
import { countAudience } from '../store/audience.store.js';
import { ordersInForce, stateDigest } from '../store/district-state.store.js';
import { AlertRow, VersionRow } from '../store/entities/alert.entity.js';
import type { Tx } from '../store/store.js';
import {
  findVersion,
  freezeRenderings,
  isIssuedPast,
  nextVersionNumber,
  numberAlert,
  thawRenderings,
} from '../store/version.store.js';
import { speakVersion, voiced, type BroadcastPart, type Spoken } from './audio.js';
import { composeVersion, type ComposedVersion } from './compose-version.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { stationsOf } from './expand.js';
import { issue, tellIssued } from './issue.js';
import { refusalInMaintenance } from './maintenance.js';
import { withRemaining } from './remaining.js';
import { checkShelters } from './shelters.js';
import { phraseFor, phraseMatches } from './phrase.js';
import { whyNotLater } from './radio-later.js';
import { factsInAlert, refusalIfChanged } from './stale.js';
import { weightOfVersion } from './storage-weight.js';
import { contentOf, reasonsOf } from './version-json.js';

/** What an officer hands in. */
interface HandedIn {
  readonly revision: number;
  readonly phrase: string;
  /** She knows that loudspeakers will not say the words, and that a person must. */
  readonly withoutSound?: boolean;
}

/** Freezes a draft: version, renderings and digest. It lapses in ten minutes unless another officer approves the digest. */
export async function submitDraft(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  submission: HandedIn,
): Promise<string | Refusal> {
  const weight = weightOfVersion(deps, id);
  // Before the write, which awaits nothing but SQL: a voice takes seconds.
  const spoken = await speakVersion(deps, ctx, id);
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const status = decide(await factsInAlert(deps, tx, version), 'submit', ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    const severed = await refusalInMaintenance(tx);
    if (severed !== null) return severed;
    if (version.revision !== submission.revision)
      return refuse('draft.stale', { revision: version.revision });
    if (!phraseMatches(phraseFor(deps, version.kind), submission.phrase))
      return refuse('submit.wrong-phrase');
    if (spoken.unsaid.length > 0 && submission.withoutSound !== true)
      return refuse(deps.speech === null ? 'submit.no-voice' : 'submit.no-sound');
    return freeze(deps, ctx, tx, await numberedLast(tx, version), spoken);
  }, weight);
  if (isRefusal(result)) return result;
  if (result.status === 'issued') tellIssued(deps);
  else deps.notifier.notify('changed', { topics: ['alerts', 'log'] });
  return result.id;
}

/** Versions stand in the order in which they were issued: a retraction may have come while this one was being written. */
async function numberedLast(tx: Tx, version: VersionRow): Promise<VersionRow> {
  if (!(await isIssuedPast(tx, version))) return version;
  const n = await nextVersionNumber(tx, version.alertId);
  await tx.rows.update(VersionRow, { id: version.id }, { n });
  return { ...version, n };
}

/** Freezes the version, and issues it in the same step where its kind is one person's (R5). Answers the row as it stands. */
async function freeze(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  version: VersionRow,
  { audio, unsaid }: Spoken,
): Promise<VersionRow | Refusal> {
  const kind = deps.phrasebook.kinds[version.kind];
  if (!kind) return refuse('compose.unknown-kind', { kind: version.kind });
  const effects = await checkedEffects(deps, tx, version, kind);
  if (isRefusal(effects)) return effects;
  const unfit = await checkShelters(deps, tx, version);
  if (unfit !== null) return unfit;
  const { slots, districts, decision, channels } = contentOf(version);
  const off = channels.find((channel) => !kind.channels.includes(channel));
  if (off !== undefined) return refuse('submit.channel-off', { channel: off });
  if (kind.persons === 2 && !decision?.by.trim()) return refuse('submit.no-decision');
  // A minute's grace: clocks on two desks differ.
  if ((decision?.at ?? 0) > Math.max(ctx.at, ctx.now) + 60_000) return refuse('submit.decision-in-future');
  const level = levelOf(kind, slots);
  const notLater =
    version.radioLater === 1 ? whyNotLater(deps.town, { kind, level, channels }, ctx.now) : null;
  if (notLater !== null) return notLater;
  const due = await withRemaining(deps, tx, version.kind, slots, districts);
  if (due['remaining'] !== slots['remaining']) return refuse('submit.remaining-changed');
  const { number } = await numberAlert(tx, version.alertId, localYear(ctx.at, deps.town.timeZone));
  const silent = composeVersion(deps, contentOf(version), { decidedAt: ctx.at, number });
  if (isRefusal(silent)) return silent;
  const composed = voiced(silent, audio);
  const persons = personsFor(kind, composed);
  await writeSubmission(deps, ctx, tx, { version, kind, effects, composed, unsaid });
  await tx.rows.update(VersionRow, { id: version.id }, { persons });
  const frozen = await tx.rows.findOneByOrFail(VersionRow, { id: version.id });
  return persons === 1 ? issue(deps, ctx, tx, frozen) : frozen;
}

/** A declared one-person kind is one person's only as long as nobody typed into it (domain: kinds and persons). */
const personsFor = (kind: Kind, { message }: ComposedVersion): 1 | 2 =>
  kind.persons === 1 && message.every(({ review }) => review !== 'typed') ? 1 : 2;

/** Districts chosen, effects sensible against the ledger (R10). */
async function checkedEffects(
  deps: DeskDeps,
  tx: Tx,
  version: VersionRow,
  kind: Kind,
): Promise<readonly Effect[] | Refusal> {
  const content = contentOf(version);
  const districts = resolveDistricts(content.districts, deps.town);
  const unknown = unknownDistrict(deps.town, content.districts);
  if (unknown !== undefined) return refuse('compose.unknown-district', { district: unknown });
  if (districts.length === 0) return refuse('submit.no-districts');
  const effects = effectsOf(kind, content.slots, districts);
  return checkEffects(effects, await ordersInForce(tx), kind.effects === 'lower') ?? effects;
}

interface Submission {
  readonly version: VersionRow;
  readonly kind: Kind;
  readonly effects: readonly Effect[];
  readonly composed: ComposedVersion;
  readonly unsaid: readonly BroadcastPart[];
}

async function writeSubmission(deps: DeskDeps, ctx: Context, tx: Tx, submission: Submission): Promise<void> {
  const { version, kind, effects, composed, unsaid } = submission;
  const content = contentOf(version);
  const districts = resolveDistricts(content.districts, deps.town);
  const audience = await countAudience(tx, content.channels, districts);
  const number = await numberAlert(tx, version.alertId, localYear(ctx.at, deps.town.timeZone));
  const expiresIn = kind.lifetimeMinutes * 60_000;
  const digest = digestOf({
    world: deps.world,
    status: statusIn(deps.world),
    alertId: version.alertId,
    number,
    n: version.n,
    intent: version.intent,
    decidedAt: ctx.at,
    expiresIn,
    stations: content.channels.includes('radio') ? stationsOf(deps.town, districts) : [],
    ...content,
    ...(version.radioLater === 1 && { radioLater: true }),
    ...(version.leftOut != null && { leftOut: reasonsOf(version) }),
    effects,
    composed,
  });
  await thawRenderings(tx, version.id);
  await freezeRenderings(tx, version.id, 'message', composed.message);
  await freezeRenderings(tx, version.id, 'cancel', composed.cancel);
  for (const [cause, renderings] of Object.entries(composed.correction))
    await freezeRenderings(tx, version.id, `correction:${cause}`, renderings);
  await tx.rows.update(
    VersionRow,
    { id: version.id },
    {
      status: 'submitted',
      effects: JSON.stringify(effects),
      submitterId: ctx.officer.id,
      submittedAt: ctx.now,
      lapsesAt: ctx.now + submissionLife,
      decidedAt: ctx.at,
      digest,
      stateDigest: await stateDigest(tx, effects),
      audiencePeople: audience.people,
      audienceAddresses: audience.addresses,
      reason: null,
    },
  );
  const submitted = deps.say('ja', 'log.submitted', {
    kind: deps.say('ja', `kind.${version.kind}`),
    number: alertNumber(number.year, number.number),
    people: audience.people,
  });
  const leftOut = leftOutOf(kind, content.slots, content.channels, reasonsOf(version));
  await logCommand(tx, ctx, {
    category: 'approval',
    text: submitted + leftOutWords(deps, leftOut),
    alertId: version.alertId,
    data: { versionId: version.id, digest, audience, ...(leftOut.length > 0 && { leftOut }) },
  });
  if (unsaid.length > 0)
    await logCommand(tx, ctx, {
      category: 'approval',
      text: deps.say('ja', 'log.submitted-without-sound', {
        parts: unsaid.map((part) => deps.say('ja', `broadcast-part.${part}`)).join('、'),
      }),
      alertId: version.alertId,
      data: { versionId: version.id, unsaid },
    });
}

/** The log's words for the channels that the author left out, and why. */
const leftOutWords = ({ say }: DeskDeps, leftOut: readonly LeftOut[]): string =>
  leftOut.length === 0
    ? ''
    : say('ja', 'log.left-out', {
        names: leftOut
          .map(({ channel, reason }) =>
            say('ja', 'log.left-out-one', {
              channel: say('ja', `channel.${channel}`),
              reason: reason ?? say('ja', 'log.left-out-unsaid'),
            }),
          )
          .join('、'),
      });

/** A submission that lapsed by time alone is renewed by its submitter, in one action, on the same digest. */
export async function renewSubmission(deps: DeskDeps, ctx: Context, id: string): Promise<string | Refusal> {
  const weight = weightOfVersion(deps, id);
  const result = await deps.store.write(async (tx) => {
    const version = await findVersion(tx, id);
    if (!version) return refuse('version.unknown');
    const status = decide(await factsInAlert(deps, tx, version), 'renew', ctx.officer, ctx.now);
    if (isRefusal(status)) return status;
    const severed = await refusalInMaintenance(tx);
    if (severed !== null) return severed;
    if (version.digest === null) return refuse('submission.lapsed');
    const changed = await refusalIfChanged(tx, version);
    if (changed !== null) return changed;
    await tx.rows.update(VersionRow, { id }, { status, lapsesAt: ctx.now + submissionLife });
    const alert = await tx.rows.findOneByOrFail(AlertRow, { id: version.alertId });
    await logCommand(tx, ctx, {
      category: 'approval',
      text: deps.say('ja', 'log.renewed', { number: alertNumber(alert.year ?? 0, alert.number ?? 0) }),
      alertId: version.alertId,
      data: { versionId: id, digest: version.digest },
    });
    return id;
  }, weight);
  if (!isRefusal(result)) deps.notifier.notify('changed', { topics: ['alerts', 'log'] });
  return result;
}
