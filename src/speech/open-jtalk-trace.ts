/** One word as Open JTalk analysed it. */
export interface Word {
  /** As it stood in the text, in full-width letters; the parts of a number are its own. */
  readonly surface: string;
  /** What is said, in katakana; `、` for a pause. */
  readonly said: string;
  readonly morae: number;
}

/**
 * The words of a trace (`open_jtalk -ot`, section "Text analysis result"): surface, part of speech (6 columns), base form,
 * reading, pronunciation, accent/morae, … @throws Error when the section is missing
 */
export function readTrace(trace: string): readonly Word[] {
  const section = /\[Text analysis result\]\n([\s\S]*?)(?:\n\n|\n?\[Output label\])/u.exec(trace);
  if (section?.[1] === undefined) throw new Error('a trace without its text analysis');
  return section[1]
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
}

/** What all of it sounds like. */
export const saidOf = (words: readonly Word[]): string => words.map(({ said }) => said).join('');
