/** One word as Open JTalk analysed it. */
export interface Word {
  /** As it stood in the text, in full-width letters; the parts of a number are its own. */
  readonly surface: string;
  /** What is said, in katakana; `、` for a pause. */
  readonly said: string;
  readonly morae: number;
}

/** What a trace tells of one call. Seconds. */
export interface Trace {
  readonly words: readonly Word[];
  /** The longest sound that is no pause. */
  readonly longestSound: number;
  /** Where the first sound begins and the last one ends: the silence around them is not silent. */
  readonly from: number;
  readonly to: number;
}

/** `3100000 4350000 xx^sil-k+e=…`: from, to (100 ns) and the sound itself between - and +. */
const label = /^(\d+) (\d+) [^-]*-([^+]+)\+/gmu;

/** The sounds of a trace that are no pause. Seconds. */
const soundsOf = (trace: string): readonly { readonly from: number; readonly to: number }[] =>
  [...trace.matchAll(label)]
    .filter(([, , , sound]) => sound !== 'pau' && sound !== 'sil')
    .map(([, from, to]) => ({ from: Number(from) / 1e7, to: Number(to) / 1e7 }));

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
  const sounds = soundsOf(trace);
  const longestSound = sounds.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  return { words, longestSound, from: sounds[0]?.from ?? 0, to: sounds.at(-1)?.to ?? Infinity };
}

/** What all of it sounds like. */
export const saidOf = (words: readonly Word[]): string => words.map(({ said }) => said).join('');
