/** One word as Open JTalk analysed it. */
export interface Word {
  /** As it stood in the text, in full-width letters; the parts of a number are its own. */
  readonly surface: string;
  /** What is said, in katakana; `、` for a pause. */
  readonly said: string;
  readonly morae: number;
}

/** What a trace tells of one call. */
export interface Trace {
  readonly words: readonly Word[];
  /** The longest sound that is no pause. Seconds. */
  readonly longestSound: number;
}

/** `3100000 4350000 xx^sil-k+e=…`: from, to (100 ns) and the sound itself between - and +. */
const label = /^(\d+) (\d+) [^-]*-([^+]+)\+/gmu;

const longestOf = (trace: string): number => {
  let longest = 0;
  for (const [, from, to, sound] of trace.matchAll(label))
    if (sound !== 'pau' && sound !== 'sil') longest = Math.max(longest, Number(to) - Number(from));
  return longest / 1e7;
};

/**
 * Reads a trace (`open_jtalk -ot`): of its section "Text analysis result" surface, part of speech (6 columns), base form,
 * reading, pronunciation, accent/morae, …; of its labels how long each sound is. @throws Error when the section is missing
 */
export function readTrace(trace: string): Trace {
  const section = /\[Text analysis result\]\n([\s\S]*?)(?:\n\n|\n?\[Output label\])/u.exec(trace);
  if (section?.[1] === undefined) throw new Error('a trace without its text analysis');
  const words = section[1]
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const columns = line.split(',');
      const morae = Number(columns[10]?.split('/')[1]);
      return {
        surface: columns[0] ?? '',
        // ’ marks a vowel that is not voiced.
        said: columns[0] === '。' ? '。' : (columns[9] ?? '').replaceAll(/[’'*]/gu, ''),
        morae: Number.isFinite(morae) ? morae : 0,
      };
    });
  return { words, longestSound: longestOf(trace) };
}

/** What all of it sounds like. */
export const saidOf = (words: readonly Word[]): string => words.map(({ said }) => said).join('');
