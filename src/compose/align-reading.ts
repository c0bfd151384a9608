import type { RubySegment } from '../domain/rendering.js';
import type { SpokenLine } from '../domain/rendering.js';

/** A stretch that is read otherwise than it is written: kanji and digits, with what binds them (々, ヶ, a point or hyphen within). */
const read = /[\p{Script=Han}々〆ヶヵ0-9０-９]+(?:[-.][0-9０-９]+)*/gu;
/** What a reading says as a pause, or not at all (see `spoken` in markup.ts). */
const quiet = /[「」〉）〈（、 ]/gu;

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

const literal = (base: string): Piece => ({ base, literal: base.replaceAll(quiet, '') });

/** A kanji is read with at most this many kana (志, 承): what is longer belongs to its neighbour. */
const mostOf = (base: string): number => [...base].length * 8;

/** Where each piece's reading ends, the shortest that lets the rest fit; null where none does. */
function endsOf(pieces: readonly Piece[], reading: string): readonly number[] | null {
  const dead = new Set<string>();
  const from = (piece: number, at: number): readonly number[] | null => {
    const here = pieces[piece];
    if (here === undefined) return at === reading.length ? [] : null;
    const key = `${piece} ${at}`;
    if (dead.has(key)) return null;
    const rest = here.literal === null ? ofUnknown(here.base, piece, at) : ofLiteral(here.literal, piece, at);
    if (rest === null) dead.add(key);
    return rest;
  };
  const ofLiteral = (text: string, piece: number, at: number): readonly number[] | null => {
    if (!reading.startsWith(text, at)) return null;
    const rest = from(piece + 1, at + text.length);
    return rest && [at + text.length, ...rest];
  };
  const ofUnknown = (base: string, piece: number, at: number): readonly number[] | null => {
    const last = Math.min(reading.length, at + mostOf(base));
    for (let end = at + 1; end <= last; end += 1) {
      const rest = from(piece + 1, end);
      if (rest !== null) return [end, ...rest];
    }
    return null;
  };
  return from(0, 0);
}

/**
 * A spoken line with its reading set above its kanji: the line is frozen as text and kana side by side, and kana that both
 * hold tie them together. Null where the two cannot be brought together; the reading then stands beside the text.
 */
export function rubyOfLine({ text, reading }: Pick<SpokenLine, 'text' | 'reading'>): readonly RubySegment[] | null {
  if (reading === null) return null;
  const pieces = piecesOf(text);
  const said = reading.replaceAll(quiet, '');
  const ends = endsOf(pieces, said);
  if (ends === null) return null;
  return pieces.map(({ base, literal: written }, i) => ({
    base,
    ruby: written === null ? said.slice(i === 0 ? 0 : (ends[i - 1] ?? 0), ends[i]) : null,
  }));
}
