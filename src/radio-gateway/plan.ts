/** What sounds where and when (時差放送). Pure. */
import type { SpeakerGroup } from './driver.js';

/** One stretch of a broadcast. */
export interface Step {
  readonly part: 'siren' | 'speech';
  readonly groups: readonly SpeakerGroup[];
  readonly seconds: number;
}

interface Sound {
  readonly sirenSeconds: number;
  /** 0: there is nobody to say the words. */
  readonly speechSeconds: number;
  /** The town's configuration says that speech, too, is heard from all loudspeakers together. */
  readonly speechAtOnce: boolean;
}

/** The groups that a broadcast concerns, in the order of the configuration, each with the stations it names. */
export const groupsOf = (
  groups: readonly SpeakerGroup[],
  stations: readonly string[],
): readonly SpeakerGroup[] => {
  const wanted = new Set(stations);
  return groups
    .map(({ id, stations: own }) => ({ id, stations: own.filter((station) => wanted.has(station)) }))
    .filter(({ stations: own }) => own.length > 0);
};

/** The siren on all groups at once; speech one group after the other, because echoes of neighbours drown the words. */
export function planOf(groups: readonly SpeakerGroup[], sound: Sound): readonly Step[] {
  const { sirenSeconds, speechSeconds, speechAtOnce } = sound;
  const siren: readonly Step[] = sirenSeconds > 0 ? [{ part: 'siren', groups, seconds: sirenSeconds }] : [];
  const turns = speechSeconds === 0 ? [] : speechAtOnce ? [groups] : groups.map((group) => [group]);
  return [
    ...siren,
    ...turns.map((turn): Step => ({
      part: 'speech',
      groups: turn,
      seconds: speechSeconds,
    })),
  ];
}

/** Seconds from the first sound to the last. */
export const planSeconds = (steps: readonly Step[]): number =>
  Math.round(steps.reduce((sum, { seconds }) => sum + seconds, 0) * 10) / 10;

/** The stations that hear a part, as the plan has it, in the order of the command. */
export function heardBy(wanted: Step['part'], steps: readonly Step[], stations: readonly string[]): string[] {
  const heard = new Set(
    steps
      .filter(({ part }) => part === wanted)
      .flatMap(({ groups }) => groups.flatMap((group) => group.stations)),
  );
  return stations.filter((station) => heard.has(station));
}
