import type { RubySegment } from '../domain/rendering.js';
import type { SpokenLine } from '../domain/rendering.js';

/** A stretch that is read otherwise than it is written: kanji and digits, with what binds them (々, ヶ, a point or hyphen within). */
const read = /[\p{Script=Han}々〆ヶヵ0-9０-９]+(?:[-.][0-9０-９]+)*/gu;
/** Names have spaces in their kana that their signs lack. */
const withoutSpaces = (text: string): string => text.replaceAll(/[ 　]/gu, '');

/** A voice says no brackets, and pauses before an explanation (see `spoken` in markup.ts). */
const asSaid = (text: string): string =>
  withoutSpaces(text.replaceAll(/[「」〉）]/gu, '').replaceAll(/ ?[〈（]/gu, '、'));

interface Piece {
  readonly base: string;
  /** Matched as it stands; null where only the reading knows. */
  readonly literal: string | null;
}

const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(read)) {
    if (match.index > at) pieces.push(literal(text.slice(at, match.index)));
    pieces.push({ base: match[0], literal: null });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push(literal(text.slice(at)));
  return pieces;
};

const literal = (base: string): Piece => ({ base, literal: asSaid(base) });

/** A kanji is read with at most this many kana (志, 承): what is longer belongs to its neighbour. */
const mostOf = (base: string): number => [...base].length * 8;

/** How unlike a reading a stretch of kana is: two kana a sign is the usual thing. */
const oddness = (base: string, kana: number): number => {
  const signs = [...base].length;
  return (kana - 2 * signs) ** 2 / signs;
};

interface Way {
  readonly odd: number;
  /** Where the readings of this piece and of those behind it end. */
  readonly ends: readonly number[];
}

/** Where each piece's reading ends in the likeliest way of setting all of them; null where there is none. */
function endsOf(pieces: readonly Piece[], reading: string): readonly number[] | null {
  const known = new Map<string, Way | null>();
  const from = (piece: number, at: number): Way | null => {
    const here = pieces[piece];
    if (here === undefined) return at === reading.length ? { odd: 0, ends: [] } : null;
    const key = `${piece} ${at}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const best = here.literal === null ? ofUnknown(here.base, piece, at) : ofLiteral(here.literal, piece, at);
    known.set(key, best);
    return best;
  };
  const ofLiteral = (text: string, piece: number, at: number): Way | null => {
    if (!reading.startsWith(text, at)) return null;
    const rest = from(piece + 1, at + text.length);
    return rest && { odd: rest.odd, ends: [at + text.length, ...rest.ends] };
  };
  const ofUnknown = (base: string, piece: number, at: number): Way | null => {
    let best: Way | null = null;
    const last = Math.min(reading.length, at + mostOf(base));
    for (let end = at + 1; end <= last; end += 1) {
      const rest = from(piece + 1, end);
      const odd = rest === null ? Infinity : rest.odd + oddness(base, end - at);
      if (rest !== null && odd < (best?.odd ?? Infinity)) best = { odd, ends: [end, ...rest.ends] };
    }
    return best;
  };
  return from(0, 0)?.ends ?? null;
}

/**
 * A spoken line with its reading set above its kanji: the line is frozen as text and kana side by side, and kana that both
 * hold tie them together. Null where the two cannot be brought together; the reading then stands beside the text.
 */
export function rubyOfLine({
  text,
  reading,
}: Pick<SpokenLine, 'text' | 'reading'>): readonly RubySegment[] | null {
  if (reading === null) return null;
  const pieces = piecesOf(text);
  const said = withoutSpaces(reading);
  const ends = endsOf(pieces, said);
  if (ends === null) return null;
  return pieces.map(({ base, literal: written }, i) => ({
    base,
    ruby: written === null ? said.slice(i === 0 ? 0 : (ends[i - 1] ?? 0), ends[i]) : null,
  }));
}
