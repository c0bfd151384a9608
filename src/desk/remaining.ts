import { resolveDistricts } from '../domain/district-state.js';
import type { DistrictChoice, Slots } from '../domain/message.js';
import { ordersInForce } from '../store/district-state.store.js';
import type { Tx } from '../store/store.js';
import type { DeskDeps } from './desk.js';

/**
 * A partial lift says that the rest stays in force. Whether anything stays is a fact of the districts' state, so the slot
 * is derived with every edit and never left to memory; kinds without the slot are returned as they are.
 */
export async function withRemaining(
  deps: DeskDeps,
  tx: Tx,
  kind: string,
  slots: Slots,
  districts: DistrictChoice,
): Promise<Slots> {
  if (deps.phrasebook.kinds[kind]?.slots['remaining'] === undefined) return slots;
  const lifted = resolveDistricts(districts, deps.town);
  const orders = await ordersInForce(tx);
  const stays = orders.some(
    ({ hazard, district }) => hazard === slots['hazard'] && !lifted.includes(district),
  );
  const { remaining: _said, ...others } = slots;
  return stays ? { ...others, remaining: true } : others;
}
