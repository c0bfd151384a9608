import type { Language } from '../domain/language.js';

/** One sentence to say. `reading` is kana for Japanese, null where nobody knows it (typed words). */
export interface Sentence {
  readonly language: Language;
  readonly text: string;
  readonly reading: string | null;
}

/** Why a sentence was not said. */
export type Unsayable = 'no-voice' | 'nothing-to-say' | 'truncated' | 'timed-out' | 'failed';

/**
 * What became of a sentence. `samples` are at `rate` (wav.ts), levelled and without silence around; `said` is what the
 * engine's own trace says it said (katakana, IPA), and `reading` whether that is the reading it was given.
 */
export type Utterance =
  | {
      readonly result: 'spoken';
      readonly samples: Float32Array;
      readonly said: string;
      readonly reading: 'right' | 'differs' | 'unchecked';
    }
  | { readonly result: 'unspoken'; readonly why: Unsayable };

/** How a program is run: ended by `signal`; `calm` steps back behind what sends messages, unless somebody waits for it. */
export interface How {
  readonly signal: AbortSignal;
  readonly calm: boolean;
}

/** A voice: one sentence in, sound out. Never throws but for bugs and what the disk does. */
export type Engine = (sentence: Sentence, how: How) => Promise<Utterance>;

export const unspoken = (why: Unsayable): Utterance => ({ result: 'unspoken', why });
