import type { Channel, ChannelId, Limits, Outcome, SendOrder } from '../domain/channel.js';
import { fault, forMember, retry, unsure } from './fault.js';

/** Faults after which the channel's address or credentials are asked for anew. */
const stale = new Set(['channel.unauthorised', 'channel.unreachable', 'radio.bad-signature']);

/** What a channel can do besides `send`; a dispatcher looks at which methods are there. */
export type Ability =
  | 'prepare'
  | 'stop'
  | 'resolve'
  | 'readReceipts'
  | 'readForm'
  | 'notify'
  | 'hangUp'
  | 'poll'
  | 'readSize'
  | 'readStations'
  | 'readVoice'
  | 'readOptOut';

/** A channel that is opened at once, in the background, and anew after it lost its connection or its rights. */
export function lazyChannel(
  id: ChannelId,
  limits: Limits,
  abilities: readonly Ability[],
  open: () => Promise<Channel>,
): Channel {
  let opening: Promise<Channel> | null = null;
  let opened: Channel | null = null;

  const current = (): Promise<Channel> => {
    if (opening !== null) return opening;
    const attempt = open();
    opening = attempt;
    attempt.then(
      (channel) => (opened = channel),
      () => {
        if (opening === attempt) opening = null;
      },
    );
    return attempt;
  };
  /** Calls under way on the old connection finish there; `close` waits for them. */
  const renew = (channel: Promise<Channel>): void => {
    if (opening !== channel) return;
    opening = null;
    void channel.then((old) => old.close?.());
  };
  const reached = async (): Promise<{ channel: Channel; attempt: Promise<Channel> } | null> => {
    const attempt = current();
    try {
      return { channel: await attempt, attempt };
    } catch {
      // Reported by the caller as the channel's fault.
      return null;
    }
  };
  const judged = (outcomes: readonly Outcome[], attempt: Promise<Channel>): readonly Outcome[] => {
    if (outcomes.some((outcome) => outcome.result === 'retry' && stale.has(outcome.why.code))) renew(attempt);
    return outcomes;
  };
  const down = (order: SendOrder): readonly Outcome[] =>
    order.members.map((member) => forMember(member, retry(fault('channel', 'channel.unreachable'))));

  const all: Required<Pick<Channel, Ability>> = {
    prepare: async (order) => {
      const channel = await current();
      if (channel.prepare === undefined) throw new TypeError(`${id} has nothing to prepare`);
      return channel.prepare(order);
    },
    stop: async (order) => {
      const open = await reached();
      return open === null ? down(order) : ((await open.channel.stop?.(order)) ?? down(order));
    },
    resolve: async (order, asking) => {
      const open = await reached();
      const asked = open === null ? undefined : await open.channel.resolve?.(order, asking);
      return asked ?? order.members.map((member) => forMember(member, unsure));
    },
    readReceipts: (callback) => opened?.readReceipts?.(callback) ?? null,
    readOptOut: (token) => opened?.readOptOut?.(token) ?? null,
    readForm: (callback) => opened?.readForm?.(callback) ?? null,
    notify: async (note, signal) => {
      const open = await reached();
      const none = { target: note.target, ...retry(fault('channel', 'channel.unreachable')) };
      return (await open?.channel.notify?.(note, signal)) ?? none;
    },
    hangUp: async (ref, signal) => void (await (await reached())?.channel.hangUp?.(ref, signal)),
    readSize: async (signal) => (await (await reached())?.channel.readSize?.(signal)) ?? null,
    readStations: async (signal) => (await (await reached())?.channel.readStations?.(signal)) ?? null,
    readVoice: async (signal) => (await (await reached())?.channel.readVoice?.(signal)) ?? null,
    poll: async (refs) => (await (await reached())?.channel.poll?.(refs)) ?? [],
  };
  void reached();
  return {
    id,
    limits,
    ...Object.fromEntries(abilities.map((ability) => [ability, all[ability]])),
    send: async (order, signal) => {
      const open = await reached();
      return open === null ? down(order) : judged(await open.channel.send(order, signal), open.attempt);
    },
    probe: async (signal) => {
      const open = await reached();
      return (await open?.channel.probe?.(signal)) ?? { state: 'down', detail: 'unreachable' };
    },
    close: async () => {
      const channel = await opening?.catch(() => null);
      opening = null;
      await channel?.close?.();
    },
  };
}
