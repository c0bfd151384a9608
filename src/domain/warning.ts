import { itemState, withdraws, type TelegramItem } from './telegram.js';

/** A telegram as the inbox keeps it, of which the town is concerned. */
export interface KeptTelegram {
  readonly code: string;
  readonly title: string;
  readonly infoType: string;
  /** JMA's time of the report. Milliseconds UTC. */
  readonly reportAt: number;
  /** Telegrams of one series follow one another. */
  readonly series: string;
  readonly items: readonly TelegramItem[];
}

/** A warning of JMA for the town, or a river's; the level is an equivalent (相当) and never the town's own order. */
export interface Warning {
  readonly type: 'weather' | 'river';
  readonly name: string;
  readonly level: number | null;
  readonly title: string;
  readonly since: number;
}

/** Families whose items stand until a later telegram of the series says otherwise. An earthquake's does not stand. */
const standing = /^(VPWW|VXWW|VXKO)/u;

/** What JMA's newest telegram of each series says is in force, the highest level first; one item told twice once. */
export function warningsInForce(oldestFirst: readonly KeptTelegram[]): readonly Warning[] {
  const newest = new Map<string, KeptTelegram>();
  for (const telegram of oldestFirst) {
    const before = newest.get(telegram.series);
    if (standing.test(telegram.code) && (before === undefined || before.reportAt <= telegram.reportAt))
      newest.set(telegram.series, telegram);
  }
  const warnings = [...newest.values()]
    .filter((telegram) => !withdraws(telegram))
    .flatMap(({ code, title, reportAt, items }) =>
      items
        .filter((item) => itemState(item) === 'in-force')
        .map(({ name, level }): Warning => ({
          type: code.startsWith('VXKO') ? 'river' : 'weather',
          name,
          level: level ?? null,
          title,
          since: reportAt,
        })),
    );
  const once = new Map(warnings.toReversed().map((warning) => [`${warning.type} ${warning.name}`, warning]));
  return [...once.values()].toSorted((a, b) => (b.level ?? 0) - (a.level ?? 0));
}
