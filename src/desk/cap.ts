import type { Kind } from '../domain/kind.js';
import type { DistrictChoice, Slots } from '../domain/message.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { statusIn } from '../domain/world.js';
import { checkDocument } from '../formats/cap/check.js';
import { isFinding } from '../formats/cap/finding.js';
import { readCap } from '../formats/cap/read.js';
import { referenceTo, townAlert } from '../formats/cap/town-alert.js';
import { validateCapXsd } from '../platform/xsd.js';
import type { VersionRow } from '../store/entities/alert.entity.js';
import type { Tx } from '../store/store.js';
import { earlierIssued } from '../store/version.store.js';
import type { CapShape } from '../wire/message.js';
import { composeMessage } from './compose-version.js';
import type { DeskDeps } from './desk.js';
import { withRemaining } from './remaining.js';
import { contentOf } from './version-json.js';

type Facts = Omit<Parameters<typeof townAlert>[1], 'districts'>;

interface Content {
  readonly kind: string;
  readonly slots: Slots;
  readonly districts: DistrictChoice;
}

/** A message that is being written, as CAP with the status `Draft`: a copy of it is an alert nowhere. */
export async function previewCap(
  deps: DeskDeps,
  boundary: unknown,
  message: Content,
): Promise<CapShape | Refusal> {
  const { kind, slots, districts } = message;
  const content = { ...message, slots: await withRemaining(deps, deps.store.read, kind, slots, districts) };
  const sent = deps.clock.now();
  const facts = { identifier: 'preview', status: 'Draft', intent: 'alert', references: [] } as const;
  return capOf(deps, boundary, content, (kind) => ({ ...facts, sent, expires: sent + lifetime(kind) }));
}

/**
 * A version as CAP, with all that its alert said before in its references. Its words are made anew, by the phrasebook that
 * the hub has now: no CAP leaves the hub yet, so none is frozen. What is not issued has the status `Draft`.
 */
export async function versionCap(
  deps: DeskDeps,
  tx: Tx,
  boundary: unknown,
  row: VersionRow,
): Promise<CapShape | Refusal> {
  const sent = row.decidedAt ?? deps.clock.now();
  const before = await earlierIssued(tx, row);
  const references = before.map(({ id, decidedAt }) => referenceTo(deps.town, { id, sent: decidedAt ?? 0 }));
  const status = row.issuedAt === null ? 'Draft' : statusIn(deps.world);
  return capOf(deps, boundary, contentOf(row), (kind) => ({
    ...{ identifier: row.id, status, intent: row.intent, sent, references },
    expires: row.expiresAt ?? sent + lifetime(kind),
  }));
}

const lifetime = ({ lifetimeMinutes }: Kind): number => lifetimeMinutes * 60_000;

/** Written, read again by the reader of foreign alerts, and judged by the schema and every rule. */
async function capOf(
  deps: DeskDeps,
  boundary: unknown,
  { kind: name, slots, districts }: Content,
  factsOf: (kind: Kind) => Facts,
): Promise<CapShape | Refusal> {
  const kind = Object.hasOwn(deps.phrasebook.kinds, name) ? deps.phrasebook.kinds[name] : undefined;
  if (kind === undefined) return refuse('compose.unknown-kind', { kind: name });
  const facts = factsOf(kind);
  const content = { kind: name, slots, districts, channels: ['cap'] } as const;
  const renderings = composeMessage(deps, content, { decidedAt: facts.sent });
  if (isRefusal(renderings)) return renderings;
  const xml = townAlert({ town: deps.town, boundary, kind }, { ...facts, districts }, renderings);
  const document = readCap(xml);
  if (isFinding(document)) throw new Error(`our own CAP cannot be read: ${document.message}`);
  const { errors, warnings } = checkDocument(document, { now: deps.clock.now() });
  const { valid } = await validateCapXsd(xml);
  return {
    xml,
    identifier: facts.identifier,
    references: facts.references.map(({ identifier }) => identifier),
    valid: valid && errors.length === 0,
    findings: [...errors, ...warnings].map(({ rule, path, message }) => ({ rule, path, message })),
  };
}
