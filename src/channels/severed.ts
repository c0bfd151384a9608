import type { Channel } from '../domain/channel.js';
import { fault, forMember, refused, retry, unsure } from './fault.js';

const why = fault('call', 'channel.severed');

/**
 * A channel whose way out is severed while `isSevered` says so (safety R15): it makes no call at all, and what it is asked for
 * comes back as not sent. The dispatcher asks for nothing then; this is the second lock. Only stopping still goes out: what
 * sounds must end when somebody wants it to.
 */
export function severable(channel: Channel, isSevered: () => boolean): Channel {
  const { prepare, resolve, poll, notify, probe, readSize, readStations, readVoice } = channel;
  return {
    ...channel,
    send: async (order, signal) =>
      isSevered()
        ? order.members.map((member) => forMember(member, retry(why)))
        : channel.send(order, signal),
    ...(prepare && {
      prepare: async (order) => {
        if (isSevered()) throw new Error('the ways out are severed: maintenance');
        return prepare(order);
      },
    }),
    ...(resolve && {
      resolve: async (order, asking) =>
        isSevered() ? order.members.map((member) => forMember(member, unsure)) : resolve(order, asking),
    }),
    ...(poll && { poll: async (refs) => (isSevered() ? [] : poll(refs)) }),
    ...(notify && {
      notify: async (note, signal) =>
        isSevered() ? { target: note.target, ...refused(why) } : notify(note, signal),
    }),
    ...(probe && {
      probe: async (signal) => (isSevered() ? { state: 'down', detail: 'maintenance' } : probe(signal)),
    }),
    ...(readStations && { readStations: async (signal) => (isSevered() ? null : readStations(signal)) }),
    ...(readVoice && { readVoice: async (signal) => (isSevered() ? null : readVoice(signal)) }),
    ...(readSize && { readSize: async (signal) => (isSevered() ? null : readSize(signal)) }),
  };
}
