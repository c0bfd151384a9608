import { factsOf, followsOf, isOfficers, logImportances, logStatuses } from '../domain/chronology.js';
import type { LogEntry } from '../domain/log-entry.js';
import { readHeld } from '../store/attachment.store.js';
import {
  listThreads,
  readThreads,
  type ChronologyFilter,
  type ThreadPlace,
} from '../store/chronology.store.js';
import type { Tx } from '../store/store.js';
import type { ChronologyEntryShape, ChronologyQuery } from '../wire/chronology.js';

/** What a query string asks for, in the store's words. */
export function filterOf(query: ChronologyQuery): ChronologyFilter {
  const { text, category, topic, district, importance, status, from, to, placed } = query;
  return {
    text: text === undefined || text === '' ? null : text,
    category: category === undefined || category === 'officers' ? null : category,
    officersOnly: category === 'officers',
    topic: topic ?? null,
    district: district ?? null,
    importances: importance === undefined ? null : logImportances.slice(logImportances.indexOf(importance)),
    statuses:
      status === undefined
        ? null
        : status === 'unfinished'
          ? logStatuses.filter((one) => one !== 'done')
          : [status],
    from: from ?? null,
    to: to ?? null,
    placed: placed === 'yes',
  };
}

/** What each entry of a thread brought, once: a follow-up without facts repeats those of the former. */
function attachmentsOf(
  members: readonly LogEntry[],
  held: ReadonlySet<string>,
): ChronologyEntryShape['attachments'] {
  const brought = new Map<string, ChronologyEntryShape['attachments'][number]>();
  for (const entry of members)
    for (const file of factsOf(entry).attachments) {
      const kept = held.has(`${entry.seq} ${file.sha256}`);
      const first = brought.get(file.sha256) ?? { ...file, seq: entry.seq, kept };
      brought.set(file.sha256, { ...first, kept: first.kept || kept });
    }
  return [...brought.values()];
}

/** A thread as it stands, of all its entries. */
function toShape(
  place: ThreadPlace,
  members: readonly LogEntry[],
  held: ReadonlySet<string>,
): ChronologyEntryShape[] {
  const first = members[0];
  const said = members.find(({ seq }) => seq === place.said);
  const newest = members.find(({ seq }) => seq === place.newest);
  if (!first || !said || !newest) return [];
  return [
    {
      ...factsOf(newest),
      root: place.root,
      newest: place.newest,
      at: said.at,
      enteredAt: first.enteredAt,
      category: said.category,
      actor: first.actor,
      text: said.text,
      source: said.source,
      alertId: newest.alertId ?? first.alertId,
      officers: isOfficers(first),
      attachments: attachmentsOf(members, held),
      personal: members.some(({ personalHash }) => personalHash !== null),
      history: members.map((entry) => ({
        ...{ seq: entry.seq, at: entry.at, enteredAt: entry.enteredAt, actor: entry.actor },
        ...{ text: entry.text, hash: entry.hash },
        as: followsOf(entry)?.as ?? 'first',
        status: factsOf(entry).status,
      })),
    },
  ];
}

export interface ChronologyPage {
  readonly entries: readonly ChronologyEntryShape[];
  readonly next: number | null;
}

/** One page of threads, newest first. */
export async function readChronology(
  tx: Tx,
  filter: ChronologyFilter,
  page: { readonly before: number | null; readonly limit: number },
): Promise<ChronologyPage> {
  const found = await listThreads(tx, filter, { ...page, limit: page.limit + 1 });
  const places = found.slice(0, page.limit);
  const threads = await readThreads(
    tx,
    places.map(({ root }) => root),
  );
  const bringing = [...threads.values()].flat().filter((entry) => factsOf(entry).attachments.length > 0);
  const held = await readHeld(
    tx,
    bringing.map(({ seq }) => seq),
  );
  return {
    entries: places.flatMap((place) => toShape(place, threads.get(place.root) ?? [], held)),
    next: found.length > page.limit ? (places.at(-1)?.root ?? null) : null,
  };
}

const lot = 1000;

/** Every thread that the filter lets through, oldest first, read by lots: an export. */
export async function readWholeChronology(
  tx: Tx,
  filter: ChronologyFilter,
): Promise<readonly ChronologyEntryShape[]> {
  const lots: ChronologyEntryShape[][] = [];
  for (let before: number | null = null; ;) {
    const { entries, next } = await readChronology(tx, filter, { before, limit: lot });
    lots.push([...entries]);
    if (next === null) return lots.flat().toReversed();
    before = next;
  }
}
