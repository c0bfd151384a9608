import type { Channel, ChannelId, Limits, Outcome, SendOrder } from '../domain/channel.js';
import { callsUnderWay, type CallsUnderWay } from './calls-under-way.js';
import { fault, forMember, retry, unsure } from './fault.js';

/** Faults after which the channel's address or credentials are asked for anew. */
const stale = new Set(['channel.unauthorised', 'channel.unreachable', 'radio.bad-signature']);

/** What a channel can do besides `send`; a dispatcher looks at which methods are there. */
export type Ability = Exclude<keyof Channel, 'id' | 'limits' | 'send' | 'probe' | 'close'>;

/** One connection, and what is under way on it. */
interface Line {
  readonly opening: Promise<Channel>;
  readonly calls: CallsUnderWay;
}

/** A channel that is opened at once, in the background, and anew after it lost its connection or its rights. */
export function lazyChannel(
  id: ChannelId,
  limits: Limits,
  abilities: readonly Ability[],
  open: () => Promise<Channel>,
): Channel {
  let current: Line | null = null;
  let opened: Channel | null = null;
  let closed = false;

  const take = (): Line => {
    if (current !== null) return current;
    const opening = closed ? Promise.reject(new Error(`${id} is closed`)) : open();
    const calls = callsUnderWay(() => void opening.then((old) => old.close?.()));
    const line: Line = { opening, calls };
    current = line;
    line.opening.then(
      (channel) => (opened = channel),
      () => {
        if (current === line) current = null;
      },
    );
    return line;
  };
  const renew = (line: Line): void => {
    if (current !== line) return;
    current = null;
    line.calls.retire();
  };
  const held = <T>(work: (line: Line) => Promise<T>): Promise<T> => {
    const line = take();
    return line.calls.during(() => work(line));
  };
  /** What the channel answers; `none` where it cannot be opened (reported by the caller as its fault) or has no answer. */
  const asked = <T>(none: T, ask: (channel: Channel, line: Line) => Promise<T> | undefined): Promise<T> =>
    held(async (line) => {
      const channel = await line.opening.catch(() => null);
      return channel === null ? none : ((await ask(channel, line)) ?? none);
    });
  const judged = async (outcomes: Promise<readonly Outcome[]>, line: Line): Promise<readonly Outcome[]> => {
    if ((await outcomes).some((one) => one.result === 'retry' && stale.has(one.why.code))) renew(line);
    return outcomes;
  };
  const down = (order: SendOrder): readonly Outcome[] =>
    order.members.map((member) => forMember(member, retry(fault('channel', 'channel.unreachable'))));

  const all: Required<Pick<Channel, Ability>> = {
    prepare: (order) =>
      held(async (line) => {
        const channel = await line.opening;
        if (channel.prepare === undefined) throw new TypeError(`${id} has nothing to prepare`);
        return channel.prepare(order);
      }),
    stop: (order) => asked(down(order), (channel) => channel.stop?.(order)),
    resolve: (order, asking) =>
      asked(
        order.members.map((member) => forMember(member, unsure)),
        (channel) => channel.resolve?.(order, asking),
      ),
    readReceipts: (callback) => opened?.readReceipts?.(callback) ?? null,
    readOptOut: (token) => opened?.readOptOut?.(token) ?? null,
    readForm: (callback) => opened?.readForm?.(callback) ?? null,
    notify: (note, signal) =>
      asked({ target: note.target, ...retry(fault('channel', 'channel.unreachable')) }, (channel) =>
        channel.notify?.(note, signal),
      ),
    hangUp: (ref, signal) => asked(undefined, (channel) => channel.hangUp?.(ref, signal)),
    readSize: (signal) => asked(null, (channel) => channel.readSize?.(signal)),
    readStations: (signal) => asked(null, (channel) => channel.readStations?.(signal)),
    readVoice: (signal) => asked(null, (channel) => channel.readVoice?.(signal)),
    poll: (refs) => asked([], (channel) => channel.poll?.(refs)),
  };
  take();
  return {
    id,
    limits,
    ...Object.fromEntries(abilities.map((ability) => [ability, all[ability]])),
    send: (order, signal) => asked(down(order), (channel, line) => judged(channel.send(order, signal), line)),
    probe: (signal) => asked({ state: 'down', detail: 'unreachable' }, (channel) => channel.probe?.(signal)),
    close: async () => {
      closed = true;
      const channel = await current?.opening.catch(() => null);
      current = null;
      await channel?.close?.();
    },
  };
}
