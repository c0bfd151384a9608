import { isChinese, sentenceSpace, type Language } from '../domain/language.js';
import type { Review, RubySegment } from '../domain/rendering.js';
import { worstReview } from '../domain/rendering.js';
import type { CapStatus } from '../domain/world.js';
import type { Said } from './bank.js';
import { drillMarks } from './drill-mark.js';
import { bracketed, inKana, segments, written } from './markup.js';
import { bare } from './place-words.js';

/**
 * How a text is written where room is tight: Japanese readings left out, in brackets behind the kanji, or instead of
 * them; `bare` leaves out what other languages say in brackets for Japanese eyes (terms, names as on the signs).
 */
export type Style = 'written' | 'bracketed' | 'kana' | 'bare';

/** Sentences of one language, as they will stand together. */
export interface Part {
  readonly language: Language;
  readonly said: readonly Said[];
  readonly style: Style;
}

/** The styles to try for a language, the best first. */
export const stylesOf = (language: Language): readonly [Style, ...Style[]] => {
  if (language === 'ja') return ['written'];
  return language === 'ja-easy' ? ['bracketed', 'kana'] : ['written', 'bare'];
};

const styled = (style: Style, language: Language, marked: string): string => {
  switch (style) {
    case 'written':
      return written(marked);
    case 'bracketed':
      return bracketed(marked);
    case 'kana':
      return inKana(marked);
    case 'bare':
      return bare(language, written(marked));
  }
};

/** The drill mark as it stands before a text, or nothing. The only place that writes it. */
const markFor = (status: CapStatus, language: Language): string => {
  if (status === 'Actual') return '';
  return language === 'ja' || isChinese(language) ? drillMarks[language] : `${drillMarks[language]} `;
};

/** A sentence is laid out on many channels and tried in many sets: what it looks like is worked out once. */
const looks = new WeakMap<Said, Map<Style, string>>();

/** One sentence in plain text. */
export const plainText = (part: Part, said: Said): string => {
  const known = looks.get(said) ?? new Map<Style, string>();
  const text = known.get(part.style) ?? styled(part.style, part.language, said.marked);
  looks.set(said, known.set(part.style, text));
  return text;
};

/** A part's first words: the mark, then the given text. The mark looks the same in every style of a language. */
export const marked = (status: CapStatus, part: Part, text: string): string =>
  styled(stylesOf(part.language)[0], part.language, markFor(status, part.language)) + text;

/** Sentences in one run; languages that write spaces get one between. */
export const inOneRun = (part: Part): string =>
  part.said.map((each) => plainText(part, each)).join(sentenceSpace(part.language));

/** Sentences line by line. */
export const inLines = (part: Part, said: readonly Said[] = part.said): string =>
  said.map((each) => plainText(part, each)).join('\n');

/** The headline of a text: its mark and the first sentence of its first part. */
export const headlineOf = (status: CapStatus, [first]: readonly Part[]): string => {
  const [sentence] = first?.said ?? [];
  return first === undefined || sentence === undefined
    ? ''
    : marked(status, first, plainText(first, sentence));
};

/** The ruby of a part, mark included, a line per sentence. */
export const rubyOf = (status: CapStatus, part: Part): readonly RubySegment[] =>
  segments(markFor(status, part.language) + part.said.map((each) => each.marked).join('\n'));

/** The worst review state of everything said. */
export const reviewOf = (parts: readonly Part[]): Review =>
  worstReview(parts.flatMap((part) => part.said.map((each) => each.review)));
