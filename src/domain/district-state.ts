import type { Effect } from './alert.js';
import type { Hazard, Level } from './hazard.js';
import type { Kind } from './kind.js';
import type { DistrictChoice, Slots } from './message.js';
import { refuse, type Refusal } from './refusal.js';
import type { Town } from './town.js';

/** An order in force (発令状態): one row of the ledger's present. */
export interface OrderInForce {
  readonly district: string;
  readonly hazard: Hazard;
  readonly level: Level;
}

/** The codes that a choice of districts means in a town, in the town's order. */
export const resolveDistricts = (choice: DistrictChoice, town: Pick<Town, 'districts'>): readonly string[] =>
  town.districts.map(({ code }) => code).filter((code) => choice === 'all' || choice.includes(code));

/** What a message would do to the districts' state. */
export function effectsOf(kind: Kind, slots: Slots, districts: readonly string[]): readonly Effect[] {
  const hazard = slots['hazard'];
  if (kind.effects === 'none' || typeof hazard !== 'string') return [];
  const level = kind.effects === 'set' ? kind.level : null;
  return districts.map((district) => ({ district, hazard: hazard as Hazard, level }));
}

/**
 * Transitions of the districts' state that make no sense are refused (R10): a lift where nothing is in force, and an
 * order below the one in force (lowering is a lift with its own words, `level-lowered`).
 */
export function checkEffects(effects: readonly Effect[], inForce: readonly OrderInForce[]): Refusal | null {
  const standing = new Map(inForce.map((order) => [`${order.district} ${order.hazard}`, order.level]));
  for (const { district, hazard, level } of effects) {
    const now = standing.get(`${district} ${hazard}`) ?? null;
    if (level === null && now === null) return refuse('state.lift-without-order', { district });
    if (level !== null && now !== null && level < now)
      return refuse('state.lower-than-in-force', { district, level: now });
  }
  return null;
}

/** A district's level is the highest of its hazards'. */
export const highestLevel = (orders: readonly OrderInForce[]): Level | null =>
  orders.reduce<Level | null>((top, { level }) => (top === null || level > top ? level : top), null);
