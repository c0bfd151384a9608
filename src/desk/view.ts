import { alertNumber } from '../domain/alert-number.js';
import { standingOf } from '../domain/alert-standing.js';
import { opensAt } from '../domain/break-glass.js';
import { decide, type Act, type VersionFacts } from '../domain/decide.js';
import { levelOf } from '../domain/kind.js';
import { leftOutOf } from '../domain/left-out.js';
import type { Officer } from '../domain/officer.js';
import { isRefusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import { remainingOf } from '../store/alert-list.store.js';
import { AlertRow, VersionRow } from '../store/entities/alert.entity.js';
import type { Tx } from '../store/store.js';
import { officerNames, readRenderings } from '../store/version.store.js';
import type { AlertShape, VersionShape } from '../wire/alert.js';
import type { RenderingShape } from '../wire/message.js';
import { frozenUnsaid } from './audio.js';
import { breakGlassFacts } from './break-glass.js';
import type { DeskDeps } from './desk.js';
import { lifts, refusalToExtend } from './extend.js';
import { whyNotLater } from './radio-later.js';
import { phraseFor } from './phrase.js';
import { factsInAlert } from './stale.js';
import { contentOf, factsOf, reasonsOf } from './version-json.js';

/** What an officer sees of one version: every text, who did what, and what she may do with it now. */
export async function viewVersion(
  deps: DeskDeps,
  tx: Tx,
  officer: Officer,
  row: VersionRow,
): Promise<VersionShape> {
  const names = await officerNames(tx);
  const alert = await tx.rows.findOneByOrFail(AlertRow, { id: row.alertId });
  const facts = await factsOfEach(deps, tx, [row]);
  const shown = shape(deps, officer, row, { names, alert, facts, renderings: await renderingsOf(tx, row) });
  return { ...shown, unsaid: [...(await frozenUnsaid(deps, tx, row))] };
}

/** A cancel or correction shows the ready-made texts of the version it speaks of. */
export async function renderingsOf(tx: Tx, row: VersionRow): Promise<readonly Rendering[]> {
  if (row.purpose === 'message' || row.ofVersion === null) return readRenderings(tx, row.id, 'message');
  const slots = JSON.parse(row.slots) as { cause?: string };
  return readRenderings(tx, row.ofVersion, row.purpose === 'cancel' ? 'cancel' : `correction:${slots.cause}`);
}

/** An alert with its versions, newest first; renderings are left out. */
export async function viewAlert(
  deps: DeskDeps,
  tx: Tx,
  officer: Officer,
  alert: AlertRow,
): Promise<AlertShape> {
  const names = await officerNames(tx);
  const rows = await tx.rows.find(VersionRow, { where: { alertId: alert.id }, order: { n: 'DESC' } });
  const facts = await factsOfEach(deps, tx, rows);
  const said = rows.map(({ status, purpose, issuedAt, kind }) => ({
    ...{ status, purpose, issuedAt },
    lifts: lifts(deps, { kind }),
  }));
  return {
    id: alert.id,
    number: numberOf(alert),
    incidentId: alert.incidentId,
    createdAt: alert.createdAt,
    standing: standingOf(said, await remainingOf(tx, alert.id)),
    versions: rows.map((row) => shape(deps, officer, row, { names, alert, facts, renderings: [] })),
  };
}

const numberOf = (alert: AlertRow): string | null =>
  alert.year === null || alert.number === null ? null : alertNumber(alert.year, alert.number);

const laterOf = (deps: DeskDeps, row: VersionRow, now: number): VersionShape['radioLater'] => {
  const kind = deps.phrasebook.kinds[row.kind];
  if (kind === undefined) return undefined;
  const { slots, channels } = contentOf(row);
  const refused = whyNotLater(deps.town, { kind, level: levelOf(kind, slots), channels }, now);
  return { chosen: row.radioLater === 1, refused: refused?.refused ?? null };
};

/** Channels that its author left out, and why; a cancel or a correction follows what it speaks of. */
const leftOutIn = (deps: DeskDeps, row: VersionRow): VersionShape['leftOut'] => {
  const kind = deps.phrasebook.kinds[row.kind];
  if (kind === undefined || row.purpose !== 'message') return [];
  const { slots, channels } = contentOf(row);
  return [...leftOutOf(kind, slots, channels, reasonsOf(row))];
};

interface Around {
  readonly names: ReadonlyMap<string, string>;
  readonly alert: AlertRow;
  readonly renderings: readonly Rendering[];
  readonly facts: ReadonlyMap<string, VersionFacts>;
}

/** What `decide` judges each by; what was issued is judged by itself alone. */
async function factsOfEach(
  deps: DeskDeps,
  tx: Tx,
  rows: readonly VersionRow[],
): Promise<ReadonlyMap<string, VersionFacts>> {
  const facts = new Map<string, VersionFacts>();
  for (const row of rows) {
    const own = row.issuedAt === null ? await factsInAlert(deps, tx, row) : factsOf(row);
    const waits = row.status === 'submitted';
    facts.set(row.id, waits ? { ...own, breakGlass: await breakGlassFacts(deps, tx, row) } : own);
  }
  return facts;
}

function shape(deps: DeskDeps, officer: Officer, row: VersionRow, around: Around): VersionShape {
  const { names, alert, renderings } = around;
  const facts = around.facts.get(row.id) ?? factsOf(row);
  const { breakGlass } = facts;
  const content = contentOf(row);
  const now = deps.clock.now();
  const person = (id: string) => ({ id, name: names.get(id) ?? '' });
  const may = (act: Act): string | null => {
    const result = decide(facts, act, officer, now);
    return isRefusal(result) ? result.refused : null;
  };
  const lapsed = row.status === 'submitted' && row.lapsesAt !== null && now >= row.lapsesAt;
  return {
    id: row.id,
    alertId: row.alertId,
    alertNumber: numberOf(alert),
    incidentId: row.incidentId,
    n: row.n,
    status: lapsed ? 'lapsed' : row.status,
    intent: row.intent,
    purpose: row.purpose,
    ofVersion: row.ofVersion,
    kind: row.kind,
    level: row.level,
    slots: content.slots as VersionShape['slots'],
    districts: content.districts as VersionShape['districts'],
    channels: [...content.channels],
    decision: content.decision,
    radioLater: laterOf(deps, row, now),
    leftOut: leftOutIn(deps, row),
    revision: row.revision,
    author: person(row.authorId),
    editors: facts.editorIds.map(person),
    submitter: row.submitterId === null ? null : person(row.submitterId),
    approver: row.approverId === null ? null : person(row.approverId),
    digest: row.digest,
    decidedAt: row.decidedAt,
    submittedAt: row.submittedAt,
    lapsesAt: row.lapsesAt,
    breakGlassAt: breakGlass ? opensAt(breakGlass) : null,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    reason: row.reason,
    proposalId: row.proposalId,
    audience:
      row.audiencePeople === null
        ? null
        : { people: row.audiencePeople, addresses: row.audienceAddresses ?? 0 },
    phrase: phraseFor(deps, row.kind),
    retractPhrase: { cancel: phraseFor(deps, 'cancellation'), correct: phraseFor(deps, 'correction') },
    may: {
      edit: may('edit'),
      submit: may('submit'),
      approve: may('approve'),
      breakGlass: may('break-glass'),
      renew: may('renew'),
      cancel: may('cancel'),
      correct: may('correct'),
      extend: refusalToExtend(deps, row, officer, now)?.refused ?? null,
      lift: row.level === null ? 'lift.nothing-to-lift' : may('lift'),
    },
    renderings: renderings as unknown as RenderingShape[],
  };
}
