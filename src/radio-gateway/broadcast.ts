import { radioLife } from '../formats/radio-command.js';
import type { RadioCommand, RadioCommandState, RadioEnding, RadioStationState } from '../wire/radio.js';
import type { PartEnd } from './driver.js';
import type { Sounds } from './judge.js';
import { isOver, type CommandRecord } from './memory.js';
import { planSeconds, type Step } from './plan.js';

/** How a broadcast ended, and by whom. */
export interface Ending {
  readonly state: 'done' | 'stopped' | 'interrupted';
  readonly by: RadioEnding | null;
}

interface BroadcastParts {
  readonly command: RadioCommand;
  readonly record: CommandRecord;
  readonly steps: readonly Step[];
  readonly sounds: Sounds;
  readonly now: () => number;
  /** False when the station was asked and did not answer. */
  readonly answers: (station: string) => boolean;
}

/** A broadcast that sounds or waits for the line. */
export interface Broadcast {
  readonly command: RadioCommand;
  readonly steps: readonly Step[];
  readonly sounds: Sounds;
  /** From the first sound to the last. */
  readonly seconds: number;
  /** By the gateway's own clock, which no correction moves: what remained when it came, from then on. Milliseconds. */
  readonly endsAt: number;
  /** Milliseconds UTC; null while it waits. */
  readonly startedAt: number | null;
  readonly ended: boolean;
  begin(step: Step): void;
  played(step: Step, end: PartEnd): void;
  end(ending: Ending): void;
  record(): CommandRecord;
}

export function createBroadcast(parts: BroadcastParts): Broadcast {
  const { command, steps, now } = parts;
  const endsAt = now() + radioLife(command);
  let state: RadioCommandState = 'queued';
  let by: RadioEnding | null = null;
  let startedAt: number | null = null;
  let ended = false;
  const stations = new Map(
    command.stations.map((id) => [id, { id, state: 'waiting' as RadioStationState, at: now(), seconds: 0 }]),
  );
  const put = (id: string, next: RadioStationState, seconds = 0): void => {
    const station = stations.get(id);
    if (station === undefined) return;
    station.state = next;
    station.at = now();
    station.seconds = Math.round((station.seconds + seconds) * 10) / 10;
  };
  const stationsOf = (step: Step) => step.groups.flatMap((group) => group.stations);
  const hasWords = steps.some(({ part }) => part === 'speech');
  const after = (step: Step, id: string): RadioStationState => {
    if (step.part === 'siren') return hasWords ? 'waiting' : 'siren-only';
    return parts.answers(id) ? 'heard' : 'silent';
  };

  return {
    command,
    steps,
    sounds: parts.sounds,
    seconds: planSeconds(steps),
    endsAt,
    get startedAt() {
      return startedAt;
    },
    get ended() {
      return ended;
    },
    begin(step) {
      state = 'playing';
      startedAt ??= now();
      for (const id of stationsOf(step)) put(id, 'speaking');
    },
    played(step, { result, seconds }) {
      for (const id of stationsOf(step)) {
        const { state: before = 'waiting' } = stations.get(id) ?? {};
        put(id, result === 'played' && !ended ? after(step, id) : before, seconds);
      }
    },
    end(ending) {
      ended = true;
      ({ state, by } = ending);
      for (const { id, state: before } of stations.values())
        if (!isOver(before) && ending.state !== 'done') put(id, ending.state);
    },
    record: () => ({
      ...parts.record,
      state,
      by,
      at: now(),
      stations: [...stations.values()].map((station) => ({ ...station })),
    }),
  };
}
