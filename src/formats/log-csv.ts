import type { LogEntry } from '../domain/log-entry.js';

/** Columns of the log as a table; personal data is in none of them. */
const columns = [
  'seq',
  'at',
  'enteredAt',
  'category',
  'actor',
  'text',
  'source',
  'alertId',
  'data',
  'hash',
] as const;

/**
 * A cell by RFC 4180. What a spreadsheet would run as a formula (it begins with = + - @, a tab or a return) is led by an
 * apostrophe: an entry's text comes from a telephone call or an SMS.
 */
export function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r＝＋－＠]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** UTF-8 with a byte order mark, so that Excel in Japanese reads it as such. */
export const logCsvHead = `\uFEFF${columns.join(',')}\r\n`;

/** Entries as lines; `time` writes milliseconds UTC in the town's zone. */
export const logCsvLines = (entries: readonly LogEntry[], time: (at: number) => string): string =>
  entries
    .map((entry) =>
      [
        String(entry.seq),
        time(entry.at),
        time(entry.enteredAt),
        ...[entry.category, entry.actor, entry.text, entry.source ?? '', entry.alertId ?? ''],
        JSON.stringify(entry.data),
        entry.hash,
      ]
        .map(csvCell)
        .join(','),
    )
    .map((line) => `${line}\r\n`)
    .join('');
