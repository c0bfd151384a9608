import { alertNumber } from '../domain/alert-number.js';
import { highestLevel } from '../domain/district-state.js';
import type { World } from '../domain/world.js';
import { ordersInForce, standingVersions } from '../store/district-state.store.js';
import type { Store } from '../store/store.js';
import type { PublicStateShape } from '../wire/live.js';

/** More alerts than these do not stand at once. */
const most = 50;

export type PublicContent = Pick<PublicStateShape, 'world' | 'districts' | 'alerts'>;

/** What is in force: levels by district, and which alerts stand. Nothing of persons, drafts or deliveries. */
export async function readPublicState(store: Store, world: World, now: number): Promise<PublicContent> {
  const byDistrict = Map.groupBy(await ordersInForce(store.read), ({ district }) => district);
  const standing = await standingVersions(store.read, now, most);
  return {
    world,
    districts: [...byDistrict].map(([code, orders]) => ({
      code,
      level: highestLevel(orders),
      orders: orders.map(({ hazard, level, kind, since }) => ({ hazard, level, kind, since })),
    })),
    alerts: standing.map(({ year, number, ...version }) => ({
      ...version,
      number: year === null || number === null ? null : alertNumber(year, number),
    })),
  };
}
