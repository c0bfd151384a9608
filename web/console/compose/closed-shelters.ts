import { useQuery } from '@tanstack/react-query';
import type { Kind } from '../../../src/domain/kind.js';
import type { Slots } from '../../../src/domain/message.js';
import { refugesIn } from '../../../src/domain/shelter.js';
import { reads, useTown } from '../api/queries.js';
import type { KindShape, SlotValues } from '../api/types.js';
import { placeName } from '../text/labels.js';

/** Names of the shelters that a message sends people to and that are closed. */
export const useClosedShelters = (kind: Pick<KindShape, 'slots'>, slots: SlotValues): readonly string[] => {
  const town = useTown();
  const states = useQuery(reads.shelters).data ?? [];
  const named = refugesIn(kind as unknown as Pick<Kind, 'slots'>, slots as Slots);
  const closed = states.filter(({ id, state }) => state === 'closed' && named.includes(id));
  return town.shelters
    .filter(({ id }) => closed.some((one) => one.id === id))
    .map(({ name }) => placeName(name));
};
