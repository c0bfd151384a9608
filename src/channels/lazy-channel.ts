import type { Channel, ChannelId, Limits, Outcome, SendOrder } from '../domain/channel.js';
import { fault, forMember, retry, unsure } from './fault.js';

/** Faults after which the channel's address or credentials are asked for anew. */
const stale = new Set(['channel.unauthorised', 'channel.unreachable', 'radio.bad-signature']);

/** What a channel can do besides `send`; a dispatcher looks at which methods are there. */
export type Ability = Exclude<keyof Channel, 'id' | 'limits' | 'send' | 'probe' | 'close'>;

/** One connection: how many calls are under way on it, and whether another has taken its place. */
interface Line {
  readonly opening: Promise<Channel>;
  calls: number;
  retired: boolean;
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

  const take = (): Line => {
    if (current !== null) return current;
    const line: Line = { opening: open(), calls: 0, retired: false };
    current = line;
    line.opening.then(
      (channel) => (opened = channel),
      () => {
        if (current === line) current = null;
      },
    );
    return line;
  };
  /** Calls under way on the old connection finish there; the last of them closes it. */
  const renew = (line: Line): void => {
    if (current !== line) return;
    current = null;
    line.retired = true;
  };
  const held = async <T>(work: (line: Line) => Promise<T>): Promise<T> => {
    const line = take();
    line.calls += 1;
    try {
      return await work(line);
    } finally {
      line.calls -= 1;
      if (line.retired && line.calls === 0) void line.opening.then((old) => old.close?.());
    }
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
      const channel = await current?.opening.catch(() => null);
      current = null;
      await channel?.close?.();
    },
  };
}
