import { radioRetraction, type RadioCommand, type RadioEnding, type RadioHolder } from '../wire/radio.js';
import { createBroadcast, type Broadcast, type Ending } from './broadcast.js';
import type { Part, PartEnd, Playing, RadioDriver } from './driver.js';
import type { Sounds } from './judge.js';
import type { CommandRecord } from './memory.js';
import type { Step } from './plan.js';

interface PlayerParts {
  readonly driver: RadioDriver;
  readonly now: () => number;
  /** What begins must outlive a power cut before it sounds. */
  readonly keep: (record: CommandRecord) => void;
  /** What has ended is silent by then. Never throws: a full disk is no reason to go on sounding. */
  readonly note: (record: CommandRecord) => void;
}

/** Takes broadcasts one after the other, or as many at once as the driver has lines. */
export interface Player {
  /** Plays it now, or when the line is free and nothing more urgent waits. */
  add(command: RadioCommand, record: CommandRecord, steps: readonly Step[], sounds: Sounds): void;
  /** Ends a broadcast that sounds or waits. False when it does neither. */
  stop(commandId: string): boolean;
  /** Somebody else takes the line, or (null) gives it back. What sounds is interrupted and not taken up again. */
  hold(holder: RadioHolder | null): void;
  /** The emergency stop: everything that sounds or waits ends, and nothing begins until it is off. */
  halt(on: boolean): void;
  readonly heldBy: RadioHolder | null;
  readonly halted: boolean;
  readonly queued: number;
  sounding(): readonly Broadcast[];
  /** What the gateway knows of a command that sounds or waits, up to this moment. */
  record(commandId: string): CommandRecord | undefined;
  close(): void;
}

/** A driver is given this long beyond the sound, and after a stop, before the gateway goes on without it. */
const grace = 10_000;
const graceAfterStop = 2_000;

/** Waits for a part's end; a driver that never says anything cannot hold up what is more urgent. */
function endOf(playing: Playing, seconds: number, stopped: Promise<void>): Promise<PartEnd> {
  const { promise: late, resolve } = Promise.withResolvers<PartEnd>();
  const failed: PartEnd = { result: 'failed', seconds: 0 };
  const whole = setTimeout(() => resolve(failed), seconds * 1000 + grace);
  let afterStop: NodeJS.Timeout | undefined;
  void stopped.then(() => (afterStop = setTimeout(() => resolve(failed), graceAfterStop)));
  return Promise.race([playing.done, late]).finally(() => {
    clearTimeout(whole);
    clearTimeout(afterStop);
  });
}

const partOf = ({ command, sounds }: Broadcast, { part, groups, seconds }: Step): Part => ({
  command,
  part,
  groups,
  samples: sounds[part],
  seconds,
});

/** Most urgent first; of the same urgency, first come first served. */
const byUrgency = (a: Broadcast, b: Broadcast): number => b.command.urgency - a.command.urgency;

export function createPlayer({ driver, now, keep, note }: PlayerParts): Player {
  const queue: Broadcast[] = [];
  const sounding = new Map<Broadcast, (ending: Ending) => void>();
  let heldBy: RadioHolder | null = null;
  let halted = false;
  let closed = false;

  /** A gateway that goes down writes nothing more: what sounded then is found as interrupted when it is back. */
  const write = (broadcast: Broadcast): void => {
    if (!closed) note(broadcast.record());
  };
  const end = (broadcast: Broadcast, ending: Ending): void => {
    broadcast.end(ending);
    write(broadcast);
  };

  async function play(broadcast: Broadcast): Promise<void> {
    const { promise: stopped, resolve: stopWaiting } = Promise.withResolvers<void>();
    let current: Playing | null = null;
    sounding.set(broadcast, (ending) => {
      if (broadcast.ended) return;
      broadcast.end(ending);
      stopWaiting();
      current?.stop();
      write(broadcast);
    });
    for (const step of broadcast.steps) {
      if (broadcast.ended) break;
      broadcast.begin(step);
      current = driver.play(partOf(broadcast, step));
      const heard = await endOf(current, step.seconds, stopped);
      broadcast.played(step, heard);
      // Whatever the driver did not play to its end, and nobody stopped, is told to people.
      if (heard.result !== 'played' && !broadcast.ended)
        end(broadcast, { state: 'interrupted', by: 'driver' });
    }
    sounding.delete(broadcast);
    // Once more where it was ended before: only now is it known how many seconds had sounded.
    if (broadcast.ended) write(broadcast);
    else end(broadcast, { state: 'done', by: null });
    next();
  }

  const dropExpired = (): void => {
    for (const broadcast of [...queue]) {
      if (broadcast.endsAt > now()) continue;
      queue.splice(queue.indexOf(broadcast), 1);
      end(broadcast, { state: 'interrupted', by: 'expired' });
    }
  };

  /** Makes room for what is more urgent than the least urgent that sounds. */
  const preempt = (urgency: number): void => {
    const [least] = [...sounding.keys()]
      .filter(({ ended }) => !ended)
      .sort(byUrgency)
      .slice(-1);
    if (least !== undefined && least.command.urgency < urgency)
      sounding.get(least)?.({ state: 'interrupted', by: 'urgent' });
  };

  function next(): void {
    if (closed || halted || heldBy !== null) return;
    dropExpired();
    queue.sort(byUrgency);
    const [first] = queue;
    if (first === undefined) return;
    if (sounding.size >= driver.lines) return preempt(first.command.urgency);
    queue.shift();
    void play(first);
    next();
  }

  const endAll = (ending: Ending): void => {
    for (const finish of [...sounding.values()]) finish(ending);
  };

  const find = (commandId: string): Broadcast | undefined =>
    [...sounding.keys(), ...queue].find(({ command }) => command.commandId === commandId);

  const endQueued = (broadcast: Broadcast, ending: Ending): void => {
    const at = queue.indexOf(broadcast);
    if (at < 0) return sounding.get(broadcast)?.(ending);
    queue.splice(at, 1);
    end(broadcast, ending);
  };

  /**
   * What a cancel or a correction speaks of is not said beside it, nor after it: the wrong words would be the last that
   * people hear. Whether it is said again is a person's decision.
   */
  const endRetracted = ({ urgency, alertId }: RadioCommand): void => {
    if (urgency < radioRetraction) return;
    for (const broadcast of [...sounding.keys(), ...queue])
      if (broadcast.command.alertId === alertId && broadcast.command.urgency < radioRetraction)
        endQueued(broadcast, { state: 'interrupted', by: 'urgent' });
  };

  const timer = setInterval(next, 1000);
  timer.unref();

  return {
    add(command, record, steps, sounds) {
      const answers = (station: string) => driver.answerBack?.(station).answers !== false;
      const broadcast = createBroadcast({ command, record, steps, sounds, now, answers });
      keep(broadcast.record());
      endRetracted(command);
      queue.push(broadcast);
      next();
    },
    stop(commandId) {
      const broadcast = find(commandId);
      if (broadcast === undefined || broadcast.ended) return false;
      endQueued(broadcast, { state: 'stopped', by: 'hub' });
      return true;
    },
    hold(holder) {
      heldBy = holder;
      if (holder === null) next();
      else endAll({ state: 'interrupted', by: holder satisfies RadioEnding });
    },
    halt(on) {
      halted = on;
      if (!on) return next();
      const ending = { state: 'stopped', by: 'emergency-stop' } as const;
      endAll(ending);
      for (const broadcast of queue.splice(0)) end(broadcast, ending);
    },
    get heldBy() {
      return heldBy;
    },
    get halted() {
      return halted;
    },
    get queued() {
      return queue.length;
    },
    sounding: () => [...sounding.keys()].filter(({ ended }) => !ended),
    record: (commandId) => find(commandId)?.record(),
    close() {
      clearInterval(timer);
      closed = true;
      // Else the wait for a broadcast's end would keep the process for as long as it lasts.
      endAll({ state: 'interrupted', by: 'driver' });
      driver.close();
    },
  };
}
