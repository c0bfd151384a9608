import type { Channel, Outcome, SendOrder } from '../domain/channel.js';
import { manualLimits } from './manual.limits.js';

/** The delivery is the task, so whatever the hub hands over stands on the board already. */
const onTheBoard = (order: SendOrder): readonly Outcome[] =>
  order.members.map(({ deliveryId, target }) => ({
    target,
    result: 'accepted',
    ref: `manual:${deliveryId}`,
  }));

/**
 * People as transport. Nothing leaves the hub: an accepted delivery stands on the board of manual tasks until somebody
 * ticks it with name and time (`src/desk/manual.ts`). It is never unsure what became of a call.
 */
export const createManualChannel = (): Channel => ({
  id: 'manual',
  limits: manualLimits,
  send: (order) => Promise.resolve(onTheBoard(order)),
  resolve: (order) => Promise.resolve(onTheBoard(order)),
  probe: () => Promise.resolve({ state: 'up' }),
});
