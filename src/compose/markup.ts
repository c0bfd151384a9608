import type { RubySegment } from '../domain/rendering.js';

/*
 * Japanese carries its readings in the text itself, `{避難|ひなん}`, so that what is written, what stands above it
 * and what is spoken come from one source.
 */

const piece = /\{([^{}|]+)\|([^{}|]+)\}|([^{]+|\{)/gu;

/** Private-use stand-ins, so that braces and bars in a typed text are never read as markup. */
const shields = [
  ['{', '\uE000'],
  ['|', '\uE001'],
  ['}', '\uE002'],
] as const;

/** Makes a typed text safe to stand inside marked-up text; `segments` turns it back. */
export const shield = (typed: string): string =>
  shields.reduce((text, [plain, stand]) => text.replaceAll(plain, stand), typed);

const unshield = (text: string): string =>
  /[\uE000-\uE002]/u.test(text)
    ? shields.reduce((out, [plain, stand]) => out.replaceAll(stand, plain), text)
    : text;

/** A base with its reading, as markup. */
export const withReading = (base: string, reading: string): string =>
  base === reading ? base : `{${base}|${reading}}`;

/** Splits marked-up text; plain stretches have `ruby: null`. */
export const segments = (marked: string): readonly RubySegment[] => {
  const found: RubySegment[] = [];
  for (const [, base, reading, plain] of marked.matchAll(piece)) {
    if (base !== undefined && reading !== undefined) found.push({ base: unshield(base), ruby: reading });
    else if (plain !== undefined) found.push({ base: unshield(plain), ruby: null });
  }
  return found;
};

/** The text as it is written, without readings. */
export const written = (marked: string): string =>
  marked.includes('{') ? unshield(marked.replace(/\{([^{}|]+)\|[^{}|]+\}/gu, '$1')) : unshield(marked);

const hasKanji = /\p{Script=Han}/u;

/** Each kanji word followed by its reading in brackets, 避難（ひなん）; numbers stay bare. */
export const bracketed = (marked: string): string =>
  segments(marked)
    .map(({ base, ruby }) => (ruby !== null && hasKanji.test(base) ? `${base}（${ruby}）` : base))
    .join('');

/** Kanji replaced by their readings; numbers stay as digits. */
export const inKana = (marked: string): string =>
  segments(marked)
    .map(({ base, ruby }) => (ruby !== null && hasKanji.test(base) && !/\d/u.test(base) ? ruby : base))
    .join('');

/** What is spoken, in kana; null where a kanji or digit has no reading (typed words). */
export const spoken = (marked: string): string | null => {
  // A voice says no brackets: an explanation in 〈〉 or （） follows after a pause.
  const reading = segments(marked)
    .map(({ base, ruby }) => ruby ?? base)
    .join('')
    .replaceAll(/[「」〉）]/gu, '')
    .replaceAll(/ ?[〈（]/gu, '、');
  return hasKanji.test(reading) || /[0-9０-９]/u.test(reading) ? null : reading;
};
