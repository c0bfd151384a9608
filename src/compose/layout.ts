import type { Language } from '../domain/language.js';
import type { Review, RubySegment } from '../domain/rendering.js';
import { worstReview } from '../domain/rendering.js';
import type { CapStatus } from '../domain/world.js';
import type { Said } from './bank.js';
import { drillMarks } from './drill-mark.js';
import { bracketed, inKana, segments, written } from './markup.js';

/** How Japanese readings appear in plain text: left out, in brackets behind the kanji, or instead of them. */
export type Style = 'written' | 'bracketed' | 'kana';

/** Sentences of one language, as they will stand together. */
export interface Part {
  readonly language: Language;
  readonly said: readonly Said[];
  readonly style: Style;
}

/** The styles to try for a language, the best first: ja-easy shows readings while they fit, else plain kana. */
export const stylesOf = (language: Language): readonly [Style, ...Style[]] =>
  language === 'ja-easy' ? ['bracketed', 'kana'] : ['written'];

const styled: Record<Style, (marked: string) => string> = { written, bracketed, kana: inKana };

/** The drill mark as it stands before a text, or nothing. The only place that writes it. */
const markFor = (status: CapStatus, language: Language): string => {
  if (status === 'Actual') return '';
  return language === 'ja' || language === 'zh-Hans' ? drillMarks[language] : `${drillMarks[language]} `;
};

/** One sentence in plain text. */
export const plainText = (part: Part, said: Said): string => styled[part.style](said.marked);

/** A part's first words: the mark, then the given text. The mark looks the same in every style of a language. */
export const marked = (status: CapStatus, part: Part, text: string): string =>
  styled[stylesOf(part.language)[0]](markFor(status, part.language)) + text;

/** Sentences in one run; languages that write spaces get one between. */
export const inOneRun = (part: Part): string =>
  part.said
    .map((each) => plainText(part, each))
    .join(part.language === 'ja' || part.language === 'zh-Hans' ? '' : ' ');

/** Sentences line by line. */
export const inLines = (part: Part, said: readonly Said[] = part.said): string =>
  said.map((each) => plainText(part, each)).join('\n');

/** The ruby of a part, mark included, a line per sentence. */
export const rubyOf = (status: CapStatus, part: Part): readonly RubySegment[] =>
  segments(markFor(status, part.language) + part.said.map((each) => each.marked).join('\n'));

/** The worst review state of everything said. */
export const reviewOf = (parts: readonly Part[]): Review =>
  worstReview(parts.flatMap((part) => part.said.map((each) => each.review)));
