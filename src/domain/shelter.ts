import type { OrderInForce } from './district-state.js';
import type { Hazard } from './hazard.js';
import type { Kind } from './kind.js';
import { ordersOf, type Slots } from './message.js';
import { refuse, type Refusal } from './refusal.js';
import type { Shelter, Town } from './town.js';

export const shelterStates = ['open', 'opening', 'closed'] as const;
export type ShelterState = (typeof shelterStates)[number];

/** What an officer says of a shelter; `opensAt` (milliseconds UTC) goes with `opening` alone. */
export type ShelterOrder =
  { readonly state: 'open' | 'closed' } | { readonly state: 'opening'; readonly opensAt: number };

/** Milliseconds: an opening is foretold for two days at most; a longer one is a slip of the pen. */
const furthest = 48 * 60 * 60_000;

/** Refuses an opening foretold for a time that has passed, or is too far off. */
export const refusalToOpenAt = (order: ShelterOrder, now: number): Refusal | null =>
  order.state === 'opening' && (order.opensAt < now - 60_000 || order.opensAt > now + furthest)
    ? refuse('shelter.bad-opening-time')
    : null;

/** A dam's water comes as a flood: 国土地理院's designations know no dams. */
const designation = (hazard: Hazard): Hazard => (hazard === 'dam' ? 'flood' : hazard);

const bare = (shelter: Shelter): string => shelter.name.ja.replaceAll(/\s/gu, '');

/**
 * The hazards that a building is designated for. The same building stands in the list as an emergency site, with its
 * hazards, and as a shelter, without; both have its name.
 */
export const hazardsOfShelter = (
  shelter: Shelter,
  { shelters }: Pick<Town, 'shelters'>,
): readonly Hazard[] =>
  shelter.hazards.length > 0
    ? shelter.hazards
    : (shelters.find((one) => one.hazards.length > 0 && bare(one) === bare(shelter))?.hazards ?? []);

/** The first of some hazards that a building is not designated for; null where it is fit for all. */
export const unfitFor = (
  shelter: Shelter,
  town: Pick<Town, 'shelters'>,
  hazards: readonly Hazard[],
): Hazard | null => {
  const fit = hazardsOfShelter(shelter, town);
  return hazards.find((hazard) => !fit.includes(designation(hazard))) ?? null;
};

/** The shelters that a message sends people to. One that is full or closes, or hands out water, is no refuge. */
export const refugesIn = (kind: Pick<Kind, 'slots'>, slots: Slots): readonly string[] =>
  Object.entries(kind.slots).flatMap(([name, { type, refuge = true }]) => {
    const value = slots[name];
    return type === 'shelters' && refuge && Array.isArray(value) ? (value as readonly string[]) : [];
  });

/** The hazards that a message itself speaks of. */
export const hazardsIn = (slots: Slots): readonly Hazard[] => {
  const own = slots['hazard'];
  return typeof own === 'string' ? [own as Hazard] : ordersOf(slots).map(({ hazard }) => hazard as Hazard);
};

/** Nobody is sent where the message's own hazard, or another one in force in the town, strikes. */
export function checkRefuges(
  kind: Pick<Kind, 'slots'>,
  slots: Slots,
  town: Pick<Town, 'shelters'>,
  inForce: readonly Hazard[],
): Refusal | null {
  for (const id of refugesIn(kind, slots)) {
    const shelter = town.shelters.find((one) => one.id === id);
    if (shelter === undefined) continue;
    const name = { shelter: shelter.name.ja };
    const own = unfitFor(shelter, town, hazardsIn(slots));
    if (own !== null) return refuse('shelter.unfit', { ...name, hazard: own });
    const other = unfitFor(shelter, town, inForce);
    if (other !== null) return refuse('shelter.unfit-in-force', { ...name, hazard: other });
  }
  return null;
}

/** The hazards of some orders, each once. */
export const hazardsOf = (orders: readonly OrderInForce[]): readonly Hazard[] => [
  ...new Set(orders.map(({ hazard }) => hazard)),
];

/** What was last said of a shelter. */
interface Said {
  readonly shelterId: string;
  readonly state: ShelterState;
  readonly opensAt: number | null;
  readonly since: number;
  readonly by: string | null;
}

/** Every shelter of a town as it stands: closed where nothing was said, and which hazards in force it is unfit for. */
export function describeShelters(
  town: Pick<Town, 'shelters'>,
  said: readonly Said[],
  inForce: readonly OrderInForce[],
) {
  const known = new Map(said.map((one) => [one.shelterId, one]));
  return town.shelters.map((shelter) => {
    const now = known.get(shelter.id);
    return {
      id: shelter.id,
      state: now?.state ?? ('closed' as const),
      opensAt: now?.opensAt ?? null,
      since: now?.since ?? null,
      by: now?.by ?? null,
      hazards: [...hazardsOfShelter(shelter, town)],
      unfitFor: hazardsOf(inForce).filter((hazard) => unfitFor(shelter, town, [hazard]) !== null),
    };
  });
}
