import type { ChannelId } from './channel.js';
import type { Level } from './hazard.js';
import type { Language } from './language.js';

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
] as const;
export type SlotType = (typeof slotTypes)[number];

/** How a slot is checked and how the console asks for it. */
export interface SlotSpec {
  readonly type: SlotType;
  readonly required: boolean;
  /** The values allowed, for closed lists. */
  readonly values?: readonly string[];
  /** Characters (grapheme clusters), for typed text. */
  readonly maxLength?: number;
  /**
   * Where a text slot's words come from: a person (`typed`, the default, shown in the review status) or a
   * telegram; either exists in Japanese only. `derived` is said by the desk and never asked for.
   */
  readonly origin?: 'typed' | 'telegram' | 'derived';
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
  /** Said on these channels only; everywhere when absent. */
  readonly channels?: readonly ChannelId[];
  /** Exists in these languages only; the others report it as dropped. */
  readonly languages?: readonly Language[];
}

/** CAP 1.2 values that belong to a kind. */
export interface CapValues {
  readonly category: readonly string[];
  readonly urgency: string;
  readonly severity: string;
  readonly certainty: string;
  readonly responseType: string;
}

/** A kind of message, from `config/messages/<kind>.yaml`. */
export interface Kind {
  readonly kind: string;
  /** The level it sets, or null where a number would be wrong (earthquake, tsunami, lifts). */
  readonly level: Level | null;
  /** 0 (a notice) to 5 (life in danger now); orders the queues, also where there is no level. */
  readonly urgency: 0 | 1 | 2 | 3 | 4 | 5;
  readonly persons: 1 | 2;
  readonly effects: 'set' | 'lift' | 'none';
  readonly siren: 'none' | 'evacuation' | 'emergency';
  readonly chime: 'up-down' | 'none';
  /** How often the radio says the Japanese part. */
  readonly repeat: number;
  readonly quietHours: 'ignored' | 'respected' | 'daytime-only';
  readonly lifetimeMinutes: number;
  readonly channels: readonly ChannelId[];
  readonly cap: CapValues;
  readonly slots: Readonly<Record<string, SlotSpec>>;
  /** In speaking order; the first one without `channels` is the headline. */
  readonly sentences: readonly SentenceUse[];
  /** The short form: sentence ids that stand alone where nothing else fits. */
  readonly short: readonly string[];
  /** The one sentence the loudspeakers say in other languages ("see your phone"); null for none. */
  readonly radioGuide: string | null;
}
