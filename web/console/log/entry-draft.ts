import type { LogAttachment } from '../../../src/domain/attachment.js';
import type {
  LogCertainty,
  LogImportance,
  LogMeans,
  LogStatus,
  LogTopic,
} from '../../../src/domain/chronology.js';
import { readQuickEntry, type QuickEntry } from '../../../src/domain/quick-entry.js';
import type { Point } from '../../../src/domain/town.js';
import type { ChronologyEntryShape, NewLogEntry, TownShape } from '../api/types.js';
import { fromLocalInput, toLocalInput } from '../text/format.js';

/** An entry's fields as the form holds them; an empty word where nothing is said. Times as `datetime-local` values. */
export interface Fields {
  readonly text: string;
  readonly at: string;
  readonly receivedAt: string;
  readonly source: string;
  readonly to: string;
  readonly means: LogMeans | '';
  readonly district: string;
  readonly topic: LogTopic | '';
  readonly importance: LogImportance;
  readonly certainty: LogCertainty | '';
  readonly status: LogStatus | '';
  readonly assignee: string;
  readonly personal: string;
  readonly place: Point | null;
  /** Those that this entry brings. */
  readonly attachments: readonly LogAttachment[];
  /** A file is on its way: saved now, the entry would lack it. */
  readonly isUploading: boolean;
}

export const blank: Fields = {
  ...{ text: '', at: '', receivedAt: '', source: '', to: '', means: '', district: '', topic: '' },
  ...{ importance: 'normal', certainty: '', status: '', assignee: '', personal: '' },
  ...{ place: null, attachments: [], isUploading: false },
};

/** A typed clock time is today's, or yesterday's where that lies ahead. */
const dated = ({ hour, minute }: NonNullable<QuickEntry['time']>, now: number): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const today = `${toLocalInput(now).slice(0, 10)}T${two(hour)}:${two(minute)}`;
  const at = fromLocalInput(today) ?? now;
  return at > now + 60_000 ? toLocalInput(at - 86_400_000) : today;
};

/** What was understood of a line, as fields; only those that it says. */
export const understand = (line: string, town: TownShape, now: number): Partial<Fields> => {
  const names = town.districts.map(({ code, name }): [string, string] => [name.ja, code]);
  const { time, from, to, text, ...said } = readQuickEntry(line, names);
  const known = Object.entries(said).filter(([, value]) => value !== null);
  return {
    ...(Object.fromEntries(known) as Partial<Fields>),
    ...(time !== null && { at: dated(time, now) }),
    ...(from !== null && { source: from }),
    ...(to !== null && { to }),
    text,
  };
};

const orNull = <Value extends string>(value: Value | ''): Value | null => (value === '' ? null : value);
const words = (value: string): string | null => (value.trim() === '' ? null : value.trim());

/** As the hub takes it. What came by telephone is a call, what came from somebody a report, the rest a note. */
export const bodyOf = (fields: Fields, now: number): NewLogEntry => ({
  at: fromLocalInput(fields.at) ?? Math.floor(now),
  category:
    fields.means === 'phone'
      ? 'call'
      : fields.means !== '' || fields.source.trim() !== ''
        ? 'report'
        : 'note',
  text: fields.text.trim(),
  source: words(fields.source),
  personal: words(fields.personal),
  facts: {
    receivedAt: fromLocalInput(fields.receivedAt),
    to: words(fields.to),
    means: orNull(fields.means),
    district: orNull(fields.district),
    topic: orNull(fields.topic),
    importance: fields.importance,
    status: orNull(fields.status),
    assignee: words(fields.assignee),
    certainty: orNull(fields.certainty),
    place: fields.place,
    attachments: [...fields.attachments],
  },
});

/** An entry as it stands, to be gone on with. Personal data is never shown again; files stay with the entry that brought them. */
export const fieldsOf = (entry: ChronologyEntryShape): Fields => ({
  text: entry.text,
  at: toLocalInput(entry.at),
  receivedAt: entry.receivedAt === null ? '' : toLocalInput(entry.receivedAt),
  source: entry.source ?? '',
  to: entry.to ?? '',
  means: entry.means ?? '',
  district: entry.district ?? '',
  topic: entry.topic ?? '',
  importance: entry.importance,
  certainty: entry.certainty ?? '',
  status: entry.status ?? '',
  assignee: entry.assignee ?? '',
  personal: '',
  place: entry.place,
  attachments: [],
  isUploading: false,
});

/**
 * When an entry was first meant to be saved: "now" stays the same for the same words, so that what is saved again after an
 * answer was lost is the same entry, and not a second one.
 */
export const createMoment = () => {
  let kept: { readonly words: string; readonly at: number } | null = null;
  return (fields: Fields, now: number): number => {
    const words = JSON.stringify(fields);
    if (kept?.words !== words) kept = { words, at: now };
    return kept.at;
  };
};
