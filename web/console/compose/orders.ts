import type { KindShape, Order, SlotValue, SlotValues } from '../api/types.js';

/** The orders of a slot in the order they were entered. */
export const ordersIn = (value: SlotValue | undefined): readonly Order[] =>
  Array.isArray(value)
    ? (value as readonly (Order | string)[]).filter((one): one is Order => typeof one === 'object')
    : [];

/** The kind's orders, or null where a message is one order or none. */
export const ordersOfKind = (kind: KindShape, slots: SlotValues): readonly Order[] | null => {
  const name = Object.keys(kind.slots).find((one) => kind.slots[one]?.type === 'orders');
  return name === undefined ? null : ordersIn(slots[name]);
};

/** Districts that orders of one hazard hold, other than the one at `except`: no district has two levels of a hazard. */
export const claimed = (orders: readonly Order[], hazard: string, except: number): readonly string[] =>
  orders.flatMap((one, at) => (at !== except && one.hazard === hazard ? one.districts : []));

/** All districts of the orders, each once. */
export const unionOf = (orders: readonly Order[]): string[] => [
  ...new Set(orders.flatMap(({ districts }) => districts)),
];

/** With a level 5 among them a message names no shelter: moving there may be what kills. */
export const namesNoShelter = (orders: readonly Order[] | null): boolean =>
  orders !== null && orders.some(({ level }) => level === 5);

/** The hazards that a message speaks of: its own, or those of its orders. */
export const hazardsIn = (slots: SlotValues): readonly string[] => {
  const { hazard, orders } = slots;
  return typeof hazard === 'string' ? [hazard] : [...new Set(ordersIn(orders).map((one) => one.hazard))];
};
