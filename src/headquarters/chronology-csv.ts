import { csv } from '../formats/csv.js';
import { localStamp } from '../platform/local-time.js';
import type { Say } from '../platform/sentences.js';
import type { ChronologyEntryShape } from '../wire/chronology.js';

const columns = [
  'number',
  'at',
  'received',
  'entered',
  'from',
  'to',
  'means',
  'text',
  'district',
  'category',
  'topic',
  'importance',
  'certainty',
  'status',
  'assignee',
  'author',
  'place',
  'attachments',
  'history',
  'hash',
] as const;

export interface CsvWords {
  readonly say: Say;
  readonly language: 'ja' | 'en';
  readonly timeZone: string;
  /** A district's name by its code. */
  readonly districtName: (code: string) => string;
}

/** The chronology as headquarters hand it on: a row a thread, its corrections and progress in one cell. */
export function chronologyCsv(
  entries: readonly ChronologyEntryShape[],
  words: CsvWords,
  /** Personal data by the thread's number; absent: no such column. */
  personal?: ReadonlyMap<number, string>,
): string {
  const { say, language } = words;
  const head = columns.map((column) => say(language, `chronology.column.${column}`));
  const rows = entries.map((entry) => [
    ...row(entry, words),
    ...(personal ? [personal.get(entry.root) ?? null] : []),
  ]);
  return csv([...head, ...(personal ? [say(language, 'chronology.column.personal')] : [])], rows);
}

function row(entry: ChronologyEntryShape, words: CsvWords): (string | number | null)[] {
  const { say, language, timeZone, districtName } = words;
  const word = (group: string, value: string | null): string | null =>
    value === null ? null : say(language, `chronology.${group}.${value}`);
  const time = (at: number | null): string | null => (at === null ? null : localStamp(at, timeZone));
  return [
    entry.root,
    time(entry.at),
    time(entry.receivedAt),
    time(entry.enteredAt),
    entry.source,
    entry.to,
    word('means', entry.means),
    entry.text,
    entry.district === null ? null : districtName(entry.district),
    word('category', entry.category),
    word('topic', entry.topic),
    word('importance', entry.importance),
    word('certainty', entry.certainty),
    word('status', entry.status),
    entry.assignee,
    entry.actor,
    entry.place === null ? null : `${entry.place.lat}, ${entry.place.lng}`,
    attachments(entry, words),
    entry.history
      .slice(1)
      .map(({ seq, at, actor, text, as }) => `No.${seq} ${time(at)} ${word('follow', as)} ${actor}: ${text}`)
      .join('\n') || null,
    entry.history.at(-1)?.hash ?? null,
  ];
}

/** How many, and their names; what was erased says so. */
function attachments(entry: ChronologyEntryShape, { say, language }: CsvWords): string | null {
  if (entry.attachments.length === 0) return null;
  const names = entry.attachments.map(({ name, kept }) =>
    kept ? name : say(language, 'chronology.attachment-erased', { name }),
  );
  return [say(language, 'chronology.attachments', { count: names.length }), ...names].join('\n');
}
