import { highestLevel, type OrderInForce } from '../domain/district-state.js';
import { describeShelters } from '../domain/shelter.js';
import type { Town } from '../domain/town.js';
import { warningsInForce } from '../domain/warning.js';
import { sheltersAt } from '../store/shelter.store.js';
import { drillStart, effectsAt, telegramsBetween, type LastEffect } from '../store/situation.store.js';
import type { Store } from '../store/store.js';
import type { SituationShape } from '../wire/situation.js';

const day = 24 * 60 * 60_000;

/** The town at a moment of the clock: orders and what was lifted, JMA's warnings, shelters. */
export async function situationAt(store: Store, town: Town, at: number): Promise<SituationShape> {
  const { read } = store;
  const effects = await effectsAt(read, at);
  // A warning that stands longer is told again by JMA; an earlier drill's are none of this one's.
  const from = Math.max(at - 2 * day, await drillStart(read, at));
  return {
    at,
    districts: districtsOf(effects, at),
    warnings: [...warningsInForce(await telegramsBetween(read, from, at))],
    shelters: describeShelters(town, await sheltersAt(read, at), effects.filter(isOrder)),
  };
}

type Order = LastEffect & OrderInForce;
const isOrder = (effect: LastEffect): effect is Order => effect.level !== null;

/** Lifted by a message, and not long ago; what was taken back as an error never stood. */
const isFreshLift = (effect: LastEffect, at: number): boolean =>
  effect.level === null &&
  effect.previousLevel !== null &&
  effect.purpose === 'message' &&
  effect.issuedAt > at - day;

function districtsOf(effects: readonly LastEffect[], at: number): SituationShape['districts'] {
  const told = effects.filter((effect) => isOrder(effect) || isFreshLift(effect, at));
  return [...Map.groupBy(told, ({ district }) => district)].map(([code, own]) => {
    const orders = own.filter(isOrder);
    return {
      code,
      level: highestLevel(orders),
      orders: orders.map(({ hazard, level, kind, alertId, at: since }) => ({
        hazard,
        level,
        kind: level === 0 ? 'evacuation-unlevelled' : (kind ?? ''),
        alertId: alertId ?? '',
        since,
      })),
      lifted: own
        .filter((effect) => !isOrder(effect))
        .map(({ hazard, previousLevel, at: lifted }) => ({ hazard, level: previousLevel ?? 0, at: lifted })),
    };
  });
}
