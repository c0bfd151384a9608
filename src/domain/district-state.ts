import type { Effect } from './alert.js';
import type { Hazard, Level, OrderLevel } from './hazard.js';
import { levelOf, type Kind } from './kind.js';
import { ordersOf, type DistrictChoice, type Slots } from './message.js';
import { refuse, type Refusal } from './refusal.js';
import type { Town } from './town.js';

/** An order in force (発令状態): one row of the ledger's present. */
export interface OrderInForce {
  readonly district: string;
  readonly hazard: Hazard;
  readonly level: OrderLevel;
}

/** The codes that a choice of districts means in a town, in the town's order. */
export const resolveDistricts = (choice: DistrictChoice, town: Pick<Town, 'districts'>): readonly string[] =>
  town.districts.map(({ code }) => code).filter((code) => choice === 'all' || choice.includes(code));

/** What a message would do to the districts' state. */
export function effectsOf(kind: Kind, slots: Slots, districts: readonly string[]): readonly Effect[] {
  const orders = ordersOf(slots);
  if (kind.effects === 'set' && orders.length > 0)
    return orders.flatMap(({ level, hazard, districts: own }) =>
      own.map((district) => ({ district, hazard, level })),
    );
  const hazard = slots['hazard'];
  if (kind.effects === 'none' || typeof hazard !== 'string') return [];
  const level = kind.effects === 'lift' ? null : levelOf(kind, slots);
  return districts.map((district) => ({ district, hazard: hazard as Hazard, level }));
}

/**
 * Transitions of the districts' state that make no sense are refused (R10): a lift where nothing is in force, and an
 * order below the one in force. Lowering has a kind with its own words (`level-lowered`), and needs a higher order in force.
 */
export function checkEffects(
  effects: readonly Effect[],
  inForce: readonly OrderInForce[],
  lowers = false,
): Refusal | null {
  const standing = new Map(inForce.map((order) => [`${order.district} ${order.hazard}`, order.level]));
  for (const { district, hazard, level } of effects) {
    const now = standing.get(`${district} ${hazard}`) ?? null;
    if (level === null && now === null) return refuse('state.lift-without-order', { district });
    if (lowers && (now === null || level === null || level >= now))
      return refuse('state.nothing-to-lower', { district });
    if (!lowers && level !== null && now !== null && level < now)
      return refuse('state.lower-than-in-force', { district, level: now });
  }
  return null;
}

/** A district's level is the highest of its hazards'; an order without a number gives it none. */
export const highestLevel = (orders: readonly OrderInForce[]): Level | null =>
  orders.reduce<Level | null>((top, { level }) => (level !== 0 && level > (top ?? 0) ? level : top), null);
