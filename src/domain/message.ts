import type { CapStatus } from './world.js';

/** A typed slot's value: an id, a number, or a list of ids. Texts that a person typed are strings too. */
export type SlotValue = string | number | boolean | readonly string[];
export type Slots = Readonly<Record<string, SlotValue>>;

/** Districts of a message: codes, or the whole town (全域), which an officer chooses explicitly. */
export type DistrictChoice = 'all' | readonly string[];

/** What is composed once: a kind plus its facts. */
export interface Message {
  readonly kind: string;
  readonly status: CapStatus;
  readonly slots: Slots;
  readonly districts: DistrictChoice;
  /** Milliseconds UTC at which the decision was made; fixed at submit. */
  readonly decidedAt: number;
}
