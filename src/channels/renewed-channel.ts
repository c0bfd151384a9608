import type { Channel, Outcome } from '../domain/channel.js';
import { callsUnderWay, type CallsUnderWay } from './calls-under-way.js';

/** Faults that other secrets may mend: rights, and a certificate or signature that is not taken. */
const secretsMayHelp = ({ result, ...more }: Partial<Outcome>): boolean => {
  if (result !== 'retry' || !('why' in more) || more.why === undefined) return false;
  const { code, detail } = more.why;
  return (
    code === 'channel.unauthorised' || code === 'channel.unreachable' || detail === 'radio.unsigned-answer'
  );
};

/** A probe that is down counts too: nobody sends on a calm day, and the board must become right by itself. */
const isRefused = (answer: unknown): boolean => {
  if (Array.isArray(answer)) return answer.some((one: Partial<Outcome>) => secretsMayHelp(one));
  if (typeof answer !== 'object' || answer === null) return false;
  return ('state' in answer && answer.state === 'down') || secretsMayHelp(answer);
};

/** Milliseconds between two readings of the secrets: a forged callback must not cost a file each. */
const pause = 1_000;

/** One set of secrets, and what is under way with it. */
interface Line {
  readonly channel: Channel;
  readonly calls: CallsUnderWay;
}
const lineOf = (channel: Channel): Line => ({
  channel,
  calls: callsUnderWay(() => void channel.close?.()),
});

type Method = (...parameters: unknown[]) => unknown;

/**
 * A channel whose secrets may be rewritten while it runs. When the far end refuses them, or a callback's signature is not
 * theirs, `reopen` reads them again; a channel made with others takes the place of the old one, on which calls under way
 * finish. It has every ability of the channel, whatever they are.
 * @param reopen the channel anew; null where the secrets are the same, or no good
 */
export function renewedChannel(
  first: Channel,
  reopen: () => Promise<Channel | null>,
  mono: () => number = () => performance.now(),
): Channel {
  let line = lineOf(first);
  let nextAt = 0;
  let renewing: Promise<void> = Promise.resolve();
  let closed = false;

  const renew = async (): Promise<void> => {
    const channel = await reopen();
    if (channel === null) return;
    if (closed) return void (await channel.close?.());
    const old = line;
    line = lineOf(channel);
    old.calls.retire();
  };
  const refusedBy = (used: Line): void => {
    if (closed || used !== line || mono() < nextAt) return;
    nextAt = mono() + pause;
    renewing = renew().catch(() => undefined);
  };
  /** A callback is read at once; everything else is a call. */
  const through =
    (name: string): Method =>
    (...parameters) => {
      const used = line;
      const answer = (used.channel as unknown as Record<string, Method>)[name]?.(...parameters);
      if (!(answer instanceof Promise)) {
        if (answer === null) refusedBy(used);
        return answer;
      }
      return used.calls.during(async () => {
        const value: unknown = await answer;
        if (isRefused(value)) refusedBy(used);
        return value;
      });
    };

  const abilities = Object.entries(first).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'function' ? through(name) : value,
  ]);
  return {
    ...(Object.fromEntries(abilities) as unknown as Channel),
    close: async () => {
      closed = true;
      await renewing;
      await line.channel.close?.();
    },
  };
}
