import { align } from './align.js';
import { saidOf, type Word } from './open-jtalk-trace.js';
import { soundsAlike, toHiragana, toKatakana } from './sounds.js';

/**
 * A stretch of a text and its reading, in katakana where it is a word (ハ is no particle then); null where nobody knows it.
 * `as` says in what letters it is given to the engine: `itself` is kana or a sign of the text, of which there is no other.
 */
export interface ReadPiece {
  readonly text: string;
  readonly reading: string | null;
  readonly as: 'written' | 'hiragana' | 'katakana' | 'itself';
}

/** A word of the town and how it is read. */
export interface TownReading {
  readonly term: string;
  readonly kana: string;
}

export const textOf = (pieces: readonly ReadPiece[]): string => pieces.map(({ text }) => text).join('');

/** What should be heard; null where a piece has no reading. */
export const readingOf = (pieces: readonly ReadPiece[]): string | null =>
  pieces.some(({ reading }) => reading === null) ? null : pieces.map(({ reading }) => reading).join('');

/** ヶ in a name is が or か, and so written it is read as one. */
const spellings = (text: string): readonly string[] =>
  text.includes('ヶ') ? [text.replaceAll('ヶ', 'が'), text.replaceAll('ヶ', 'か'), text] : [text];

/** A day and an hour are one run of letters, 7月10日金曜日22時5分, between which one breathes. */
function cutAtWeekday(piece: ReadPiece): readonly ReadPiece[] {
  const [day, hour, ...more] = piece.text.split(/(?<=曜日)/u);
  const [dayRead, hourRead, ...moreRead] = (piece.reading ?? '').split(/(?<=ヨウビ)/u);
  if (!day || !hour || !dayRead || !hourRead || more.length > 0 || moreRead.length > 0) return [piece];
  return [
    { ...piece, text: day, reading: dayRead },
    { ...piece, text: hour, reading: hourRead },
  ];
}

/** The pieces of a text whose whole reading is known; all of it in kana where the two don't belong together. */
export function readPieces(
  text: string,
  reading: string,
  readings: readonly TownReading[],
): readonly ReadPiece[] {
  const names = readings
    .map(({ term }) => term)
    .filter((term) => /[はへ]/u.test(term) && text.includes(term));
  for (const spelling of spellings(text)) {
    const found = align(spelling, reading, names);
    if (found !== null)
      return found.flatMap(({ text: own, reading: kana, fixed }) =>
        fixed
          ? [{ text: own, reading: kana, as: 'itself' as const }]
          : cutAtWeekday({ text: own, reading: toKatakana(kana), as: 'written' }),
      );
  }
  return [{ text: toHiragana(reading), reading, as: 'itself' }];
}

/** The pieces of a typed text: only the town's own words have a reading. The longest word first. */
export function townPieces(text: string, readings: readonly TownReading[]): readonly ReadPiece[] {
  const found = readings
    .filter(({ term }) => text.includes(term))
    .toSorted((a, b) => b.term.length - a.term.length)[0];
  // Cut where a word begins, so that a pause can stand there.
  if (found === undefined)
    return text
      .split(/(?<=\p{Script=Hiragana})(?=[\p{Script=Han}\p{Script=Katakana}\p{N}])/u)
      .filter((part) => part !== '')
      .map((part) => ({ text: part, reading: null, as: 'itself' }));
  const around = text.split(found.term).map((part) => townPieces(part, readings));
  const word: ReadPiece = { text: found.term, reading: toKatakana(found.kana), as: 'written' };
  return around.flatMap((part, at) => (at === 0 ? part : [word, ...part]));
}

const inKana = (reading: string, as: 'hiragana' | 'katakana'): ReadPiece => ({
  text: as === 'hiragana' ? toHiragana(reading) : reading,
  reading,
  as,
});

/** は and へ in hiragana would be taken for particles; elsewhere hiragana is read best. */
const kanaFirst = (reading: string): 'hiragana' | 'katakana' =>
  /[ハヘ]/u.test(reading) ? 'katakana' : 'hiragana';

/** A piece in the next letters to try; null where all were. */
function otherwise({ reading, as }: ReadPiece): ReadPiece | null {
  if (reading === null || as === 'itself') return null;
  const first = kanaFirst(reading);
  if (as === 'written') return inKana(reading, first);
  return as === first ? inKana(reading, first === 'hiragana' ? 'katakana' : 'hiragana') : null;
}

/** How many kana of a reading some words say; null where they say something else. */
function kanaSaid(reading: string, words: readonly Word[], atEnd: boolean): number | null {
  const said = saidOf(words);
  for (let length = 0; length <= reading.length; length += 1) {
    const part = atEnd ? reading.slice(reading.length - length) : reading.slice(0, length);
    if (soundsAlike(part, said)) return length;
  }
  return null;
}

const letters = (words: readonly Word[]): number =>
  words.reduce((sum, { surface }) => sum + surface.length, 0);

/** Between two kana a word is not taken apart: half of はとやま would be read as something else again. */
const isWithinKana = (text: string, at: number): boolean =>
  /^[\p{Script=Hiragana}\p{Script=Katakana}ー]{2}$/u.test(text.slice(at - 1, at + 1));

/** A word in kana only where it was read otherwise: of 石坂集会所 the end, so that the rest keeps its accent. */
function mendedWithin(piece: ReadPiece, words: readonly Word[]): readonly ReadPiece[] | null {
  const { text, reading } = piece;
  if (reading === null || piece.as !== 'written') return null;
  let [from, to, kanaFrom, kanaTo] = [0, words.length, 0, reading.length];
  for (let n = 1; n < words.length; n += 1) {
    if (isWithinKana(text, letters(words.slice(0, n)))) continue;
    const said = kanaSaid(reading, words.slice(0, n), false);
    if (said !== null && said > 0 && said < reading.length) [from, kanaFrom] = [n, said];
  }
  for (let n = words.length - 1; n > from; n -= 1) {
    if (isWithinKana(text, letters(words.slice(0, n)))) continue;
    const said = kanaSaid(reading.slice(kanaFrom), words.slice(n), true);
    if (said !== null && said > 0 && said < kanaTo - kanaFrom) [to, kanaTo] = [n, reading.length - said];
  }
  if (from === 0 && to === words.length) return null;
  const [start, end] = [letters(words.slice(0, from)), letters(words.slice(0, to))];
  const middle = reading.slice(kanaFrom, kanaTo);
  const part = (some: string, kana: string): readonly ReadPiece[] =>
    some === '' ? [] : [{ text: some, reading: kana, as: 'written' }];
  return [
    ...part(text.slice(0, start), reading.slice(0, kanaFrom)),
    inKana(middle, kanaFirst(middle)),
    ...part(text.slice(end), reading.slice(kanaTo)),
  ];
}

const ends = (texts: readonly string[]): readonly number[] => {
  let sum = 0;
  return texts.map(({ length }) => (sum += length));
};

interface Span {
  readonly pieces: readonly ReadPiece[];
  readonly words: readonly Word[];
}

/** Pieces and words cut where both end and no vowel is drawn across; null where the words are no parts of the text. */
function spansOf(pieces: readonly ReadPiece[], words: readonly Word[]): readonly Span[] | null {
  if (words.map(({ surface }) => surface).join('') !== textOf(pieces)) return null;
  const [pieceEnds, wordEnds] = [
    ends(pieces.map(({ text }) => text)),
    ends(words.map(({ surface }) => surface)),
  ];
  const both = wordEnds.filter(
    (end, at) => pieceEnds.includes(end) && words[at + 1]?.said.startsWith('ー') !== true,
  );
  return both.map((to, at) => {
    const from = both[at - 1] ?? 0;
    const inside = (end: number | undefined): boolean => end !== undefined && end > from && end <= to;
    return {
      pieces: pieces.filter((_, i) => inside(pieceEnds[i])),
      words: words.filter((_, i) => inside(wordEnds[i])),
    };
  });
}

const isRight = ({ pieces, words }: Span): boolean => {
  const wanted = readingOf(pieces);
  // Of typed words nobody knows better; a name that became part of another word is read as nobody knows.
  return wanted === null
    ? pieces.every(({ reading }) => reading === null)
    : soundsAlike(wanted, saidOf(words));
};

const mendedSpan = ({ pieces, words }: Span): readonly ReadPiece[] => {
  const [only, ...more] = pieces;
  const within = only !== undefined && more.length === 0 ? mendedWithin(only, words) : null;
  return within ?? pieces.map((piece) => otherwise(piece) ?? piece);
};

/** Kana behind a word that belong to it, at most: 入って. */
const endingMost = 3;

/**
 * A word that is misread in both kinds of kana, together with its ending in katakana: はいって is taken for は and いって,
 * ハイッテ is not.
 */
function withEndings(pieces: readonly ReadPiece[], wrong: ReadonlySet<ReadPiece>): readonly ReadPiece[] {
  let left = 0;
  return pieces.map((piece) => {
    const isEnding = piece.as === 'itself' && /^\p{Script=Hiragana}$/u.test(piece.text);
    left = wrong.has(piece) && piece.as !== 'itself' ? endingMost : isEnding ? left - 1 : -1;
    if (left < 0 || piece.reading === null) return piece;
    return { ...piece, text: toKatakana(piece.reading) };
  });
}

/**
 * The pieces with what was read otherwise in other letters; null where nothing is left to try. Where the words cannot be
 * told apart, numbers first, then everything.
 */
export function mended(pieces: readonly ReadPiece[], words: readonly Word[]): readonly ReadPiece[] | null {
  const spans = spansOf(pieces, words);
  const bySpan = spans?.flatMap((span) => (isRight(span) ? span.pieces : mendedSpan(span)));
  if (bySpan !== undefined && textOf(bySpan) !== textOf(pieces)) return bySpan;
  const stuck = spans?.filter((span) => !isRight(span)).flatMap((span) => span.pieces) ?? [];
  const ended = withEndings(pieces, new Set(stuck));
  if (textOf(ended) !== textOf(pieces)) return ended;
  if (spans?.every(isRight) === true && readingOf(pieces) === null) return null;
  const numbers = pieces.filter(({ text, as }) => as === 'written' && /\p{N}/u.test(text));
  const which = new Set(numbers.length > 0 ? numbers : pieces);
  const all = pieces.map((piece) => (which.has(piece) ? (otherwise(piece) ?? piece) : piece));
  return textOf(all) === textOf(pieces) ? null : all;
}
