import type { RubySegment } from '../domain/rendering.js';

/** A piece of a line: its base, widened by `spacing` after each sign where the reading is wider. Points. */
export interface LaidPiece {
  readonly text: string;
  readonly spacing: number;
}

/** A reading above a line: where it begins, from the line's left edge. Points. */
export interface LaidRuby {
  readonly text: string;
  readonly x: number;
}

export interface LaidLine {
  readonly pieces: readonly LaidPiece[];
  readonly rubies: readonly LaidRuby[];
}

export interface RubyMeasure {
  /** Points a line may be wide. */
  readonly width: number;
  readonly size: number;
  readonly rubySize: number;
}

/** Latin letters and digits are about half as wide as a kana; what is a little wide breaks a line early and nothing else. */
const ems = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (/[\u0020-\u024f]/u.test(sign) ? 0.58 : 1), 0);

/** Signs that may not begin a line. */
const closing = /^[、。，．！？!?）〉」』】\])・:：ー,.]/u;

interface Unit {
  readonly text: string;
  readonly ruby: string | null;
  readonly width: number;
  readonly spacing: number;
}

const unitOf = (text: string, ruby: string | null, { size, rubySize }: RubyMeasure): Unit => {
  const base = ems(text) * size;
  const above = ruby === null ? 0 : ems(ruby) * rubySize;
  const spacing = above > base ? (above - base) / [...text].length : 0;
  return { text, ruby, width: Math.max(base, above), spacing };
};

/** What is not broken: a word with its reading, a Latin word, a sign with the closing signs behind it. */
const unitsOf = (segments: readonly RubySegment[], measure: RubyMeasure): readonly Unit[] => {
  const units: Unit[] = [];
  for (const { base, ruby } of segments) {
    const parts = ruby === null ? (base.match(/[\u0021-\u024f]+ ?|./gu) ?? []) : [base];
    for (const part of parts) units.push(unitOf(part, ruby, measure));
  }
  return units;
};

const lay = (units: readonly Unit[], { rubySize }: RubyMeasure): LaidLine => {
  let x = 0;
  const rubies: LaidRuby[] = [];
  const pieces: LaidPiece[] = [];
  for (const { text, ruby, width, spacing } of units) {
    if (ruby !== null) rubies.push({ text: ruby, x: x + Math.max(0, (width - ems(ruby) * rubySize) / 2) });
    const last = pieces.at(-1);
    if (last !== undefined && last.spacing === 0 && spacing === 0)
      pieces[pieces.length - 1] = { text: last.text + text, spacing: 0 };
    else pieces.push({ text, spacing });
    x += width;
  }
  return { pieces, rubies };
};

/** Breaks a text with readings into lines for a page: the page's writer knows no ruby, so that where it stands is worked out here. */
export function layRuby(segments: readonly RubySegment[], measure: RubyMeasure): readonly LaidLine[] {
  const lines: LaidLine[] = [];
  let line: Unit[] = [];
  let used = 0;
  const end = (): void => {
    lines.push(lay(line, measure));
    [line, used] = [[], 0];
  };
  for (const unit of unitsOf(segments, measure)) {
    if (used + unit.width > measure.width && line.length > 0 && !closing.test(unit.text)) end();
    line.push(unit);
    used += unit.width;
  }
  if (line.length > 0) end();
  return lines;
}
