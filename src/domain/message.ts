import type { Hazard } from './hazard.js';
import type { CapStatus } from './world.js';

/** A typed slot's value: an id, a number, or a list of ids. Texts that a person typed are strings too. */
export type SlotValue = string | number | boolean | readonly string[] | readonly Order[];
export type Slots = Readonly<Record<string, SlotValue>>;

/** Districts of a message: codes, or the whole town (全域), which an officer chooses explicitly. */
export type DistrictChoice = 'all' | readonly string[];

/** One of the several orders of a combined message: A landslide at level 4, C flood at level 3. */
export interface Order {
  readonly level: 3 | 4 | 5;
  readonly hazard: Hazard;
  readonly districts: readonly string[];
}

/** The orders among a message's slots, highest level first; none in kinds that have no such slot. */
export const ordersOf = (slots: Slots): readonly Order[] => {
  const value = slots['orders'];
  if (!Array.isArray(value)) return [];
  return (value as readonly (Order | string)[])
    .filter((each): each is Order => typeof each === 'object')
    .toSorted((a, b) => b.level - a.level);
};

/** The hazard a message is about: its own, or that of its highest order; null for none. */
export const hazardOf = (slots: Slots): string | null => {
  const hazard = slots['hazard'];
  return typeof hazard === 'string' ? hazard : (ordersOf(slots)[0]?.hazard ?? null);
};

/** What is composed once: a kind plus its facts. */
export interface Message {
  readonly kind: string;
  readonly status: CapStatus;
  readonly slots: Slots;
  readonly districts: DistrictChoice;
  /** Milliseconds UTC at which the decision was made; fixed at submit. */
  readonly decidedAt: number;
}
