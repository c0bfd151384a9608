import type { Channel, Limits, Outcome, SendOrder } from '../domain/channel.js';
import type { World } from '../domain/world.js';
import { fault, forMember, refused } from './fault.js';

/** Refuses whatever belongs to the other world, before anything else looks at it (safety R2). */
export function forWorld(world: World, channel: Channel): Channel {
  const foreign = (order: SendOrder): readonly Outcome[] | null =>
    order.world === world
      ? null
      : order.members.map((member) =>
          forMember(member, refused(fault('call', 'channel.wrong-world', order.world))),
        );
  const guarded: Channel = {
    ...channel,
    send: async (order, signal) => foreign(order) ?? channel.send(order, signal),
  };
  const { prepare, stop, notify } = channel;
  if (stop !== undefined) guarded.stop = async (order) => foreign(order) ?? stop(order);
  if (notify !== undefined)
    guarded.notify = async (note, signal) =>
      note.world === world
        ? notify(note, signal)
        : { target: note.target, ...refused(fault('call', 'channel.wrong-world', note.world)) };
  if (prepare !== undefined)
    guarded.prepare = async (order) => {
      if (foreign(order) !== null) throw new TypeError('an order of the other world');
      return prepare(order);
    };
  return guarded;
}

/** Limits with the rate and concurrency that the town agreed with its provider, where it gave any. */
export const withRate = (
  limits: Limits,
  rate: { readonly callsPerSecond?: number | undefined; readonly concurrency?: number | undefined } = {},
): Limits => ({
  ...limits,
  callsPerSecond: rate.callsPerSecond ?? limits.callsPerSecond,
  concurrency: rate.concurrency ?? limits.concurrency,
});
