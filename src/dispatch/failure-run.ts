import type { Fault, Outcome } from '../domain/channel.js';
import type { ChannelTrouble } from '../domain/channel-trouble.js';
import { pauseEnd } from '../domain/delivery.js';

/** Hears what became of a channel's calls, and says when they begin to fail as a whole, and when one is taken again. */
export interface FailureRun {
  /** The trouble that this call is part of; `taken` when somebody was reached; null while there is none. */
  hear(outcomes: readonly Outcome[], now: number): Failing | 'taken' | null;
}

export interface Failing {
  readonly trouble: ChannelTrouble;
  /** It begins, or gets worse, with this call. */
  readonly isNews: boolean;
}

/** So many calls in a row, with nothing taken between, are more than bad luck. */
const enough = { channel: 3, silence: 10, each: 30 } as const;
/** A provider that wants more than this leaves the channel standing. Milliseconds. */
const longPause = 10_000;

type Kind = keyof typeof enough;

/** What a call that nobody took says of the channel. No answer, and a service behind it that is down, weigh less than its own word. */
function kindOf(why: Fault | undefined): Kind {
  if (why === undefined || why.at === 'service') return 'silence';
  return why.at === 'channel' ? 'channel' : 'each';
}

const isLong = (outcome: Outcome, now: number): boolean =>
  outcome.result === 'retry' &&
  outcome.why.at === 'channel' &&
  pauseEnd(outcome.notBefore ?? now, now) > now + longPause;

export function createFailureRun(): FailureRun {
  const counts: Record<Kind, number> = { channel: 0, silence: 0, each: 0 };
  let told: ChannelTrouble | null = null;
  return {
    hear(outcomes, now) {
      if (outcomes.some(({ result }) => result === 'accepted')) {
        Object.assign(counts, { channel: 0, silence: 0, each: 0 });
        told = null;
        return 'taken';
      }
      const worst =
        outcomes.find((outcome) => 'why' in outcome && outcome.why.at === 'channel') ?? outcomes[0];
      if (worst === undefined) return null;
      const why = 'why' in worst ? worst.why : undefined;
      const kind = kindOf(why);
      counts[kind]++;
      if (counts[kind] < enough[kind] && !isLong(worst, now))
        return told === null ? null : { trouble: told, isNews: false };
      const state = told?.state === 'down' || kind !== 'each' ? 'down' : 'degraded';
      const isNews = told?.state !== state;
      const since = told?.since ?? now;
      if (told === null || isNews)
        told = { state, since, code: why?.code ?? 'channel.timeout', detail: why?.detail ?? null };
      return { trouble: told, isNews };
    },
  };
}
