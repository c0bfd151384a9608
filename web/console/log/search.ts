import { logImportances, logStatuses, logTopics } from '../../../src/domain/chronology.js';
import { logCategories } from '../../../src/domain/log-entry.js';
import { fromLocalInput } from '../text/format.js';

/** The filter as it stands in the address: shareable. Times as `datetime-local` values of the town. */
export interface LogSearch {
  readonly text?: string;
  readonly category?: string;
  readonly topic?: string;
  readonly district?: string;
  readonly importance?: string;
  readonly status?: string;
  readonly from?: string;
  readonly to?: string;
  /** The page: threads older than this number. */
  readonly before?: number;
}

const oneOf = (list: readonly string[], value: unknown): string | undefined =>
  typeof value === 'string' && list.includes(value) ? value : undefined;
const words = (value: unknown): string | undefined => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '';
  return text === '' ? undefined : text;
};
const time = (value: unknown): string | undefined =>
  typeof value === 'string' && fromLocalInput(value) !== null ? value : undefined;

/** Reads an address; what means nothing is left out, as a mistyped link must not break the screen. */
export const readSearch = (given: Record<string, unknown>): LogSearch => {
  const before = Number(given['before']);
  const read = {
    text: words(given['text']),
    category: oneOf([...logCategories, 'officers'], given['category']),
    topic: oneOf(logTopics, given['topic']),
    district: words(given['district']),
    importance: oneOf(logImportances, given['importance']),
    status: oneOf([...logStatuses, 'unfinished'], given['status']),
    from: time(given['from']),
    to: time(given['to']),
    before: Number.isInteger(before) && before > 0 ? before : undefined,
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
};

/** The map's address: the entry whose place it shows, however old. */
export const readPin = (given: Record<string, unknown>): { readonly pin?: number } => {
  const pin = Number(given['pin']);
  return Number.isInteger(pin) && pin > 0 ? { pin } : {};
};

/** The same as the hub's query. */
export const queryOf = (search: LogSearch): Record<string, string | number> => {
  const { from, to, ...rest } = search;
  const [start, end] = [from, to].map((value) => (value === undefined ? null : fromLocalInput(value)));
  return {
    ...rest,
    ...(start !== null && start !== undefined && { from: start }),
    // The last minute counts as a whole.
    ...(end !== null && end !== undefined && { to: end + 60_000 }),
  };
};

export const queryString = (query: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString();
