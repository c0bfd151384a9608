import {
  factsOf,
  isOfficers,
  type LogFacts,
  type LogFollows,
  type officersCategories,
} from '../domain/chronology.js';
import { hasRole } from '../domain/officer.js';
import type { LogEntry } from '../domain/log-entry.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { isWithin, townBox } from '../domain/town-box.js';
import { claimAttachments } from '../store/attachment.store.js';
import { findThread, placeInThread, readThreads, type ThreadPlace } from '../store/chronology.store.js';
import { appendLog } from '../store/log.store.js';
import type { Tx } from '../store/store.js';
import type { Context, DeskDeps } from './desk.js';

/** An officer's own entry: a telephone call, a report, a note; or what is new about a former one. */
export interface OfficersEntry {
  readonly at: number;
  readonly category: (typeof officersCategories)[number];
  readonly text: string;
  /** From whom. */
  readonly source: string | null;
  readonly personal: string | null;
  readonly facts?: LogFacts | undefined;
  readonly follows?: LogFollows | undefined;
  readonly alertId?: string | null | undefined;
}

/**
 * Appends an officer's entry to the headquarters log. A correction or a change of status is another entry that names the
 * former; none is ever changed. Refusals: `officer.reads-only`, `log.in-the-future`, `log.outside-town`, `log.unknown`, `log.stale`,
 * `log.hubs-own`, `attachment.missing`.
 */
export async function addLogEntry(
  deps: DeskDeps,
  ctx: Context,
  entry: OfficersEntry,
): Promise<LogEntry | Refusal> {
  const { officer, at } = ctx;
  if (officer.roles.length === 1 && hasRole(officer, 'reader')) return refuse('officer.reads-only');
  if (entry.at > at + 60_000) return refuse('log.in-the-future');
  const wrong = refusalOfPlace(deps, entry.facts);
  if (wrong !== null) return wrong;
  const written = await deps.store.write(async (tx) => {
    const attachments = entry.facts?.attachments ?? [];
    if (attachments.length > 0 && !(await claimAttachments(tx, attachments, ctx.now)))
      return refuse('attachment.missing');
    const former = entry.follows ? await findFormer(tx, entry.follows) : null;
    if (isRefusal(former)) return former;
    return append(tx, ctx, entry, former);
  });
  if (!isRefusal(written)) deps.notifier.notify('changed', { topics: ['log'] });
  return written;
}

const refusalOfPlace = ({ town }: DeskDeps, facts: LogFacts | undefined): Refusal | null =>
  facts?.place && !isWithin(facts.place, townBox(town)) ? refuse('log.outside-town') : null;

interface Former {
  readonly place: ThreadPlace;
  readonly first: LogEntry;
  /** The present ones: a follow-up that says nothing of them carries them on. */
  readonly facts: LogFacts;
}

/** The thread that a new entry goes on with, if it still stands as the officer saw it. */
async function findFormer(tx: Tx, { seq, as }: LogFollows): Promise<Former | Refusal> {
  const place = await findThread(tx, seq);
  const members = place && (await readThreads(tx, [place.root])).get(place.root);
  const [first, last] = [members?.[0], members?.at(-1)];
  if (!place || !first || !last) return refuse('log.unknown');
  if (place.newest !== seq) return refuse('log.stale');
  if (as === 'correction' && !isOfficers(first)) return refuse('log.hubs-own');
  return { place, first, facts: factsOf(last) };
}

async function append(
  tx: Tx,
  { officer, now }: Context,
  entry: OfficersEntry,
  former: Former | null,
): Promise<LogEntry> {
  const { at, category, text, source, personal, follows } = entry;
  const facts = entry.facts ?? former?.facts;
  const written = await appendLog(tx, {
    ...{ at, enteredAt: now, category, actor: officer.name, text, source },
    personal: personal || null,
    alertId: entry.alertId ?? former?.first.alertId ?? null,
    data: { ...(facts && { facts }), ...(follows && { follows }) },
  });
  const place = follows && former ? { place: former.place, as: follows.as } : null;
  await placeInThread(tx, written.seq, factsOf(written), place);
  return written;
}
