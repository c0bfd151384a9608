import { canonicalJson } from './canonical.js';

export const logCategories = [
  'telegram',
  'proposal',
  'command',
  'approval',
  'issue',
  'channel',
  'failure',
  'drill',
  'setting',
  'call',
  'report',
  'note',
] as const;
export type LogCategory = (typeof logCategories)[number];

/** An entry of the headquarters log (クロノロジー) before it has its place in the chain. */
export interface NewLogEntry {
  readonly id: string;
  /** Time of the event; in a drill the scenario's time. Milliseconds UTC. */
  readonly at: number;
  /** Time of the entry, always real time. */
  readonly enteredAt: number;
  readonly category: LogCategory;
  /** Officer's name, or the part of the hub that speaks. */
  readonly actor: string;
  readonly text: string;
  readonly source: string | null;
  readonly alertId: string | null;
  /** Facts for export: codes and numbers, no personal data. */
  readonly data: Readonly<Record<string, unknown>>;
  /** SHA-256 over salt and personal data, which stand in an erasable side row. */
  readonly personalHash: string | null;
}

export interface LogEntry extends NewLogEntry {
  /** 1, 2, 3, … without a gap. */
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
}

/** The hash before the first entry: it ties the chain to its world and town. */
export const genesis = (world: string, town: string): string =>
  canonicalJson({ genesis: 'todoku', world, town });

/** The text whose SHA-256 is an entry's hash: everything of the entry, and the hash before it. */
export const chainText = (entry: NewLogEntry, seq: number, prevHash: string): string => {
  const { id, at, enteredAt, category, actor, text, source, alertId, data, personalHash } = entry;
  return canonicalJson({
    id,
    at,
    enteredAt,
    category,
    actor,
    text,
    source,
    alertId,
    data,
    personalHash,
    seq,
    prevHash,
  });
};
