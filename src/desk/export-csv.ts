import { csv } from '../formats/csv.js';
import { localStamp } from '../platform/local-time.js';
import type { AddressesExport, AlertsExport, DeliveriesExport } from '../wire/export.js';
import type { DeskDeps } from './desk.js';

/** What the sheets need of the hub: words in the reader's language, and the town's clock. */
export interface SheetWords {
  say(key: string): string;
  time(at: number | null): string | null;
}

export const sheetWords = (deps: DeskDeps, language: 'ja' | 'en'): SheetWords => ({
  say: (key) => deps.say(language, key),
  time: (at) => (at === null ? null : localStamp(at, deps.town.timeZone)),
});

const heading = ({ say }: SheetWords, columns: readonly string[]): string[] =>
  columns.map((column) => say(`export.${column}`));

/** The world stands in every row: a sheet is cut, sorted and mailed on. */
const worldOf = ({ say }: SheetWords, world: 'live' | 'drill'): string => say(`export.${world}`);

export const alertsSheet = (words: SheetWords, { world, versions }: AlertsExport): string =>
  csv(
    heading(words, [
      'world',
      'number',
      'version',
      'kind',
      'level',
      'status',
      'issued',
      'people',
      'addresses',
    ]),
    versions.map((version) => [
      ...[worldOf(words, world), version.number, version.n, words.say(`kind.${version.kind}`)],
      ...[version.level, words.say(`export.status-${version.status}`), words.time(version.issuedAt)],
      ...[version.people, version.addresses],
    ]),
  );

export const deliveriesSheet = (words: SheetWords, { world, counts }: DeliveriesExport): string =>
  csv(
    heading(words, ['world', 'version', 'channel', 'language', 'state', 'reason', 'count']),
    counts.map(({ n, channel, language, state, reason, count }) => [
      ...[worldOf(words, world), n, words.say(`channel.${channel}`), language],
      ...[words.say(`state.${state}`), reason, count],
    ]),
  );

export const addressesSheet = (words: SheetWords, { world, deliveries }: AddressesExport): string =>
  csv(
    heading(words, [
      ...['world', 'version', 'channel', 'target', 'district', 'language', 'state', 'reason', 'attempts'],
      ...['accepted', 'updated'],
    ]),
    deliveries.map((row) => [
      ...[worldOf(words, world), row.n, words.say(`channel.${row.channel}`), row.target, row.district],
      ...[row.language, words.say(`state.${row.state}`), row.reason, row.attempts],
      ...[words.time(row.acceptedAt), words.time(row.updatedAt)],
    ]),
  );
