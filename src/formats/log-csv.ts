import type { LogEntry } from '../domain/log-entry.js';
import { csv, csvLines } from './csv.js';

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

export const logCsvHead = csv(columns, []);

/** Entries as lines; `time` writes milliseconds UTC in the town's zone. */
export const logCsvLines = (entries: readonly LogEntry[], time: (at: number) => string): string =>
  csvLines(
    entries.map((entry) => [
      entry.seq,
      time(entry.at),
      time(entry.enteredAt),
      ...[entry.category, entry.actor, entry.text, entry.source, entry.alertId],
      JSON.stringify(entry.data),
      entry.hash,
    ]),
  );
