import type {
  capCategories,
  capCertainties,
  capResponseTypes,
  capSeverities,
  capUrgencies,
} from './cap-values.js';
import type { ChannelId } from './channel.js';
import type { Level, OrderLevel } from './hazard.js';
import type { Language } from './language.js';
import { ordersOf, type Slots } from './message.js';

export const slotTypes = [
  'hazard',
  'reason',
  'shelters',
  'intensity',
  'time',
  'text',
  'cause',
  'kind',
  'level',
  'place',
  'flag',
  'choice',
  'number',
  'date',
  'river',
  'road',
  'orders',
] as const;
export type SlotType = (typeof slotTypes)[number];

/** How a slot is checked and how the console asks for it. */
export interface SlotSpec {
  readonly type: SlotType;
  readonly required: boolean;
  /** The values allowed, for closed lists. */
  readonly values?: readonly string[];
  /** The set of words (`word.<words>.<value>`) that a choice is said with; a choice without one only picks sentences. */
  readonly words?: string;
  /** Bounds of a number, inclusive. */
  readonly min?: number;
  readonly max?: number;
  /** Characters (grapheme clusters), for typed text. */
  readonly maxLength?: number;
  /**
   * Where a text slot's words come from: a person (`typed`, the default, shown in the review status) or a
   * telegram; either exists in Japanese only. `derived` is said by the desk and never asked for.
   */
  readonly origin?: 'typed' | 'telegram' | 'derived';
  /** Of shelters: people are sent there, so that each must be fit for the hazard. True unless it says no. */
  readonly refuge?: boolean;
}

/** One sentence of a kind: a key of `message.json`, dropped whole and in reverse priority when it does not fit. */
export interface SentenceUse {
  readonly id: string;
  /** 1 survives longest; 1–2 are never dropped (what to do, where, from whom). */
  readonly priority: number;
  /** The slot whose value picks the variant: `by: hazard` makes `id.flood` of `id`. */
  readonly by?: string;
  /** Said only when these slots are filled (and not false). */
  readonly when?: readonly string[];
  /** Said only while none of these slots is filled. */
  readonly unless?: readonly string[];
  /** Said only where each of these slots has one of the values. */
  readonly if?: Readonly<Record<string, readonly string[]>>;
  /** Said once for every order of a combined message, as `id.<level>`. */
  readonly each?: 'orders';
  /** What to do (CAP's `instruction`); everything else describes. */
  readonly part?: 'instruction';
  /** Said on these channels only; everywhere when absent. */
  readonly channels?: readonly ChannelId[];
  /** Exists in these languages only; the others report it as dropped. */
  readonly languages?: readonly Language[];
}

/** CAP 1.2 values that belong to a kind. */
export interface CapValues {
  readonly category: readonly (typeof capCategories)[number][];
  readonly urgency: (typeof capUrgencies)[number];
  readonly severity: (typeof capSeverities)[number];
  readonly certainty: (typeof capCertainties)[number];
  readonly responseType: (typeof capResponseTypes)[number];
}

/** The chapters of the phrasebook. The live world wants every sentence of the first and third signed (R20). */
export const kindGroups = ['evacuation', 'weather', 'civil-protection', 'life', 'service'] as const;
export type KindGroup = (typeof kindGroups)[number];

/** A sentence of a short form: one of the kind's own by its id, or one that only the short form has. */
export interface ShortUse {
  readonly id: string;
  readonly by?: string;
}

/** A kind of message, from `config/messages/<kind>.yaml`. */
export interface Kind {
  readonly kind: string;
  readonly group: KindGroup;
  /** The level it sets, or null where a number would be wrong (earthquake, tsunami, lifts). */
  readonly level: Level | null;
  /** 0 (a notice) to 5 (life in danger now); orders the queues, also where there is no level. */
  readonly urgency: 0 | 1 | 2 | 3 | 4 | 5;
  readonly persons: 1 | 2;
  readonly effects: 'set' | 'lower' | 'lift' | 'none';
  /** A key of the town's siren table; `by-level` follows the highest order of a combined message. */
  readonly siren: string;
  readonly chime: 'up-down' | 'none';
  /** How often the radio says the Japanese part. */
  readonly repeat: number;
  readonly quietHours: 'ignored' | 'respected' | 'daytime-only';
  readonly lifetimeMinutes: number;
  readonly channels: readonly ChannelId[];
  /** The flag without which the loudspeakers stay silent (J-ALERT speaks by itself, R14). */
  readonly radioNeeds?: string;
  readonly cap: CapValues;
  readonly slots: Readonly<Record<string, SlotSpec>>;
  /** In speaking order; the first one without `channels` is the headline. */
  readonly sentences: readonly SentenceUse[];
  /** The short form: sentences that stand alone where nothing else fits. */
  readonly short: readonly (string | ShortUse)[];
  /** The one sentence the loudspeakers say in other languages ("see your phone"); null for none. */
  readonly radioGuide: string | null;
}

/** The level a message sets: its kind's, or the highest of its orders; 0 for an order without a number; null for none. */
export const levelOf = (kind: Kind, slots: Slots): OrderLevel | null => {
  const [highest] = ordersOf(slots);
  if (highest !== undefined) return highest.level;
  if (kind.effects === 'lower') return Number(slots['to']) === 4 ? 4 : 3;
  return kind.level ?? (kind.effects === 'set' ? 0 : null);
};

const sirenAt: Readonly<Record<number, string>> = { 5: 'emergency', 4: 'evacuation' };

/** The siren of a message: one, also where it combines several orders. */
export const sirenOf = (kind: Kind, slots: Slots): string =>
  kind.siren === 'by-level' ? (sirenAt[levelOf(kind, slots) ?? 0] ?? 'none') : kind.siren;

/** The level of a combined message follows from its orders. */
export const isDerived = (kind: Kind, by: string): boolean =>
  by === 'level' && kind.slots['orders'] !== undefined;

/** Every key that a sentence may be said with: its variants by a slot, or one for each level of an order. */
export const variantsOf = (kind: Kind, use: SentenceUse | ShortUse): readonly string[] => {
  if ('each' in use || (use.by !== undefined && isDerived(kind, use.by)))
    return [3, 4, 5].map((level) => `${use.id}.${level}`);
  if (use.by === undefined) return [use.id];
  const values = kind.slots[use.by]?.values ?? [];
  // A sentence that is said for some values only has variants for those.
  const said = 'if' in use ? (use.if?.[use.by] ?? values) : values;
  return said.map((value) => `${use.id}.${value}`);
};

/** The short form's sentences: the kind's own by their id, and those that only the short form has. */
export const shortUses = (kind: Kind): readonly (SentenceUse | ShortUse)[] =>
  kind.short.map((each) => {
    const short = typeof each === 'string' ? { id: each } : each;
    return kind.sentences.find((use) => use.id === short.id) ?? short;
  });

/** The two texts that wait ready-made in every digest (R6): they cannot know when they will be sent. */
export const isReadyMade = ({ kind }: Kind): boolean => kind === 'cancellation' || kind === 'correction';

/** The set of words that a slot's values are said with (`word.<set>.<value>`); none where a choice only picks sentences. */
export const wordSetOf = ({ type, words }: SlotSpec): string | undefined =>
  words ?? (type === 'kind' || type === 'intensity' || type === 'hazard' ? type : undefined);

/** Of these channels what the kind offers: a text of before may name one that the hub has no more. */
export const offeredOf = ({ channels }: Kind, chosen: readonly ChannelId[]): readonly ChannelId[] =>
  chosen.filter((channel) => channels.includes(channel));

/** The kind's channels for what its slots hold: J-ALERT drives the loudspeakers, unless an officer says that it did not (R14). */
export const channelsOf = (kind: Kind, slots: Slots): readonly ChannelId[] =>
  kind.channels.filter(
    (channel) => channel !== 'radio' || kind.radioNeeds === undefined || slots[kind.radioNeeds] === true,
  );
