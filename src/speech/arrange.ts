import type { RadioScript } from '../domain/rendering.js';
import { chimeSeconds, secondsAfterSentence, secondsBetweenRounds } from '../domain/spoken-pace.js';
import { sirenSeconds, type SirenPattern } from './siren.js';

/** What follows what in a broadcast. `line` is a place in the script's lines. Seconds. */
export type Part =
  | { readonly part: 'siren'; readonly seconds: number }
  | { readonly part: 'chime'; readonly direction: 'up' | 'down'; readonly seconds: number }
  | { readonly part: 'pause'; readonly seconds: number }
  | { readonly part: 'line'; readonly line: number; readonly round: number; readonly seconds: number };

/** A part with its place in the sound, seconds from the beginning. */
export type Moment = Part & { readonly from: number; readonly to: number };

const pause = (seconds: number): Part => ({ part: 'pause', seconds });

/**
 * Siren, chime up, the Japanese as often as it is repeated, every other language once, chime down: the order that the size
 * of a script is estimated by. `seconds` says how long each line is; null for one that is not said.
 */
export function arrange(
  script: RadioScript,
  seconds: readonly (number | null)[],
  siren: SirenPattern | null,
): readonly Part[] {
  const said = script.lines.flatMap(({ language }, line) => {
    const length = seconds[line] ?? null;
    return length === null ? [] : [{ language, line, length }];
  });
  const linesOf = (some: typeof said, round: number): readonly Part[] =>
    some.flatMap(({ line, length }) => [
      { part: 'line' as const, line, round, seconds: length },
      pause(secondsAfterSentence),
    ]);
  const japanese = said.filter(({ language }) => language === 'ja');
  const rounds = Array.from({ length: japanese.length === 0 ? 0 : script.repeat }, (_, at) => [
    ...(at === 0 ? [] : [pause(secondsBetweenRounds)]),
    ...linesOf(japanese, at + 1),
  ]).flat();
  const chimed = (direction: 'up' | 'down'): readonly Part[] =>
    script.chime === 'none' ? [] : [{ part: 'chime', direction, seconds: chimeSeconds }];
  return [
    ...(siren === null ? [] : [{ part: 'siren' as const, seconds: sirenSeconds(siren) }, pause(1)]),
    ...chimed('up'),
    ...rounds,
    ...linesOf(
      said.filter(({ language }) => language !== 'ja'),
      1,
    ),
    ...chimed('down'),
  ];
}

/** The same with the time at which each begins and ends. */
export function timed(parts: readonly Part[]): readonly Moment[] {
  let at = 0;
  return parts.map((part) => {
    const from = at;
    at += part.seconds;
    return { ...part, from, to: at };
  });
}
