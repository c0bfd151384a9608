import type { Part, PartEnd, Playing, RadioDriver } from '../radio-gateway/driver.js';
import type { Ledger } from './ledger.js';
import type { Targets } from './targets.js';

interface LoudspeakerParts {
  readonly ledger: Ledger;
  readonly targets: Targets;
  /** How much faster than speech they play; 1 = real time. */
  readonly playSpeed: number;
  /** Broadcasts that can sound at once. */
  readonly lines: number;
}

/**
 * The loudspeakers of the virtual town: a driver with a voice of its own (the page speaks), which takes as long as
 * speech does. What a station begins to say stands in the ledger.
 */
export function createLoudspeakers({ ledger, targets, playSpeed, lines }: LoudspeakerParts): RadioDriver {
  const enter = ({ command, groups }: Part): void => {
    const text = command.script.lines.map((line) => line.text).join('\n');
    for (const target of groups.flatMap(({ stations }) => stations))
      ledger.add({
        provider: 'radio',
        target,
        ref: command.commandId,
        text,
        lang: command.script.lines[0]?.language ?? '',
        alertId: command.alertId,
        deliveryKey: command.commandId,
      });
  };
  const timers = new Set<NodeJS.Timeout>();
  return {
    speaks: true,
    lines,
    play(part): Playing {
      // With a siren before it the speech begins later, but the broadcast on these stations began here.
      if (part.part === 'siren' || !hasSiren(part)) enter(part);
      const { promise, resolve } = Promise.withResolvers<PartEnd>();
      const begun = performance.now();
      const timer = setTimeout(() => finish('played'), (part.seconds * 1000) / playSpeed);
      timer.unref();
      timers.add(timer);
      const finish = (result: 'played' | 'stopped'): void => {
        clearTimeout(timer);
        timers.delete(timer);
        const sounded = ((performance.now() - begun) / 1000) * playSpeed;
        resolve({ result, seconds: result === 'played' ? part.seconds : Math.min(part.seconds, sounded) });
      };
      return { done: promise, stop: () => finish('stopped') };
    },
    answerBack: (station) => ({
      battery: 'good',
      lastPollAt: null,
      answers: targets.of(station) !== 'silent',
    }),
    close: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

const hasSiren = ({ command }: Part): boolean => command.script.siren !== 'none';
