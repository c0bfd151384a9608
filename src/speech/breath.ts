import type { ReadPiece } from './pieces.js';

/*
 * A voice that was trained on short sentences breaks on long ones: from the eighth accent phrase without a pause on, the
 * nitech voice says every sound for half a second (tried 2026-11-28 with hts-voice-nitech-jp-atr503-m001 1.05). Such a
 * stretch is given a pause.
 */

/** Longer than this no sound of speech is. Seconds; what is usual at our pace is under 0.35. */
const longest = 0.45;

/** Whether a voice broke on a stretch without a pause. */
export const isDroning = (longestSound: number): boolean => longestSound > longest;

const isPause = ({ text }: ReadPiece): boolean => /^[、。！？]$/u.test(text);

const lengthOf = ({ text, reading }: ReadPiece): number => (reading ?? text).length;

/** A word begins here, behind the kana of another: a place to breathe, but not behind の or お, nor within a name. */
const canPause = (before: ReadPiece | undefined, next: ReadPiece | undefined): boolean =>
  before !== undefined &&
  next !== undefined &&
  (before.as === 'itself' ? /[^のお\P{Script=Hiragana}]$/u : /(曜日|ようび|ヨウビ)$/u).test(before.text) &&
  (next.as !== 'itself' || /^[\p{Script=Han}\p{Script=Katakana}\p{N}]/u.test(next.text));

/** Behind を or に a pause is possible, behind は or て it is usual: worth so many kana of distance from the middle. */
const oddness = (before: ReadPiece | undefined): number =>
  /[はがでてばらやりず日]$/u.test(before?.text ?? '') ? 0 : 8;

/** The longest run of pieces without a pause: its first and the one behind its last. */
function longestRun(pieces: readonly ReadPiece[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  let most = -1;
  for (let from = 0; from < pieces.length; from += 1) {
    const end = pieces.findIndex((piece, at) => at >= from && isPause(piece));
    const to = end < 0 ? pieces.length : end;
    const length = pieces.slice(from, to).reduce((sum, piece) => sum + lengthOf(piece), 0);
    if (length > most) [best, most] = [[from, to], length];
    from = to;
  }
  return best;
}

/** The pieces with a pause near the middle of their longest run; null where it has no place for one. */
export function withPause(pieces: readonly ReadPiece[]): readonly ReadPiece[] | null {
  const [from, to] = longestRun(pieces);
  const before = (at: number): number =>
    pieces.slice(from, at).reduce((sum, piece) => sum + lengthOf(piece), 0);
  const middle = before(to) / 2;
  const price = (at: number): number => Math.abs(before(at) - middle) + oddness(pieces[at - 1]);
  const places = Array.from({ length: Math.max(0, to - from - 1) }, (_, at) => from + at + 1)
    .filter((at) => canPause(pieces[at - 1], pieces[at]))
    .toSorted((a, b) => price(a) - price(b));
  const [place] = places;
  if (place === undefined) return null;
  return [...pieces.slice(0, place), { text: '、', reading: '', as: 'itself' }, ...pieces.slice(place)];
}
