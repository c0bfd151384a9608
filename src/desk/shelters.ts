import { refuse, type Refusal } from '../domain/refusal.js';
import {
  checkRefuges,
  describeShelters,
  hazardsOf,
  refusalToOpenAt,
  type ShelterOrder,
} from '../domain/shelter.js';
import { localStamp } from '../platform/local-time.js';
import { ordersInForce } from '../store/district-state.store.js';
import type { VersionRow } from '../store/entities/alert.entity.js';
import { putShelterState, sheltersAt } from '../store/shelter.store.js';
import type { Tx } from '../store/store.js';
import type { ShelterShape } from '../wire/shelter.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { contentOf } from './version-json.js';

export async function viewShelters({ store, town, clock }: DeskDeps): Promise<readonly ShelterShape[]> {
  const [said, orders] = [await sheltersAt(store.read, clock.now()), await ordersInForce(store.read)];
  return describeShelters(town, said, orders);
}

/** Opens, foretells or closes a shelter: one act, and an entry in the log. The same again changes nothing. */
export async function orderShelter(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  order: ShelterOrder,
): Promise<{ id: string } | Refusal> {
  const shelter = deps.town.shelters.find((one) => one.id === id);
  if (shelter === undefined) return refuse('shelter.unknown');
  const refused = refusalToOpenAt(order, ctx.now);
  if (refused !== null) return refused;
  const opensAt = order.state === 'opening' ? order.opensAt : null;
  const changed = await deps.store.write(async (tx) => {
    const now = (await sheltersAt(tx, Number.MAX_SAFE_INTEGER)).find((one) => one.shelterId === id);
    if ((now?.state ?? 'closed') === order.state && (now?.opensAt ?? null) === opensAt) return false;
    await putShelterState(tx, {
      shelterId: id,
      since: ctx.now,
      state: order.state,
      opensAt,
      officerId: ctx.officer.id,
    });
    await logCommand(tx, ctx, {
      category: 'command',
      text: deps.say('ja', `log.shelter-${order.state}`, {
        shelter: shelter.name.ja,
        time: opensAt === null ? '' : localStamp(opensAt, deps.town.timeZone).slice(-5),
      }),
      data: { shelterId: id, state: order.state, opensAt },
    });
    return true;
  }, 'needed');
  if (changed) deps.notifier.notify('changed', { topics: ['shelters', 'log'] });
  return { id };
}

/** Refuses a version that sends people to a shelter unfit for its own hazard, or for one in force in the town. */
export async function checkShelters(deps: DeskDeps, tx: Tx, version: VersionRow): Promise<Refusal | null> {
  const kind = deps.phrasebook.kinds[version.kind];
  if (kind === undefined) return null;
  const orders = await ordersInForce(tx);
  return checkRefuges(kind, contentOf(version).slots, deps.town, hazardsOf(orders));
}
