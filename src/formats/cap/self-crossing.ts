import type { CapPoint } from './alert.js';

/** A ring's points, the first not again as the last; side `i` goes from point `i` to the next. x is longitude. */
interface Ring {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly size: number;
}

/** Without points that stand twice in a row; a ring over the date line goes on beyond 180°. */
function ringOf(points: readonly CapPoint[]): Ring {
  const [x, y] = [new Float64Array(points.length), new Float64Array(points.length)];
  let [size, turns] = [0, 0];
  for (const [index, [latitude, longitude]] of points.entries()) {
    const before = points[index - 1]?.[1] ?? longitude;
    if (Math.abs(longitude - before) > 180) turns -= Math.sign(longitude - before) * 360;
    if (size > 0 && x[size - 1] === longitude + turns && y[size - 1] === latitude) continue;
    x[size] = longitude + turns;
    y[size] = latitude;
    size += 1;
  }
  const closed = size > 1 && x[0] === x[size - 1] && y[0] === y[size - 1];
  return { x, y, size: closed ? size - 1 : size };
}

/** On which side of the line through `a` the point `p` lies: -1, 0 or 1. */
function sideOf({ x, y, size }: Ring, a: number, p: number): number {
  const b = a + 1 === size ? 0 : a + 1;
  const ax = x[a] ?? 0;
  const ay = y[a] ?? 0;
  const turn = ((x[b] ?? 0) - ax) * ((y[p] ?? 0) - ay) - ((y[b] ?? 0) - ay) * ((x[p] ?? 0) - ax);
  return turn > 0 ? 1 : turn < 0 ? -1 : 0;
}

/** True where two sides pass through each other or run along each other; a ring may touch itself in a point. */
function meet(ring: Ring, a: number, b: number): boolean {
  const { size } = ring;
  const aEnd = a + 1 === size ? 0 : a + 1;
  const bEnd = b + 1 === size ? 0 : b + 1;
  const b1 = sideOf(ring, a, b);
  const b2 = sideOf(ring, a, bEnd);
  if (b1 * b2 > 0) return false;
  const a1 = sideOf(ring, b, a);
  const a2 = sideOf(ring, b, aEnd);
  if (a1 * a2 > 0) return false;
  if (b1 === 0 && b2 === 0) return overlap(ring, [a, aEnd, b, bEnd]);
  if (a1 * a2 * b1 * b2 !== 0) return true;
  return passesAt(ring, a, b) || passesAt(ring, a, bEnd) || passesAt(ring, b, a) || passesAt(ring, b, aEnd);
}

/** Of two sides in one line, by their four ends: whether they share more than a point. */
function overlap({ x, y }: Ring, [a1, a2, b1, b2]: readonly [number, number, number, number]): boolean {
  const flat = Math.abs((x[a1] ?? 0) - (x[a2] ?? 0)) >= Math.abs((y[a1] ?? 0) - (y[a2] ?? 0));
  const at = (point: number): number => (flat ? x[point] : y[point]) ?? 0;
  const low = Math.max(Math.min(at(a1), at(a2)), Math.min(at(b1), at(b2)));
  return Math.min(Math.max(at(a1), at(a2)), Math.max(at(b1), at(b2))) > low;
}

/** Whether the ring passes through the side `across` in its very point `at`. */
function passesAt(ring: Ring, across: number, at: number): boolean {
  const { x, y, size } = ring;
  if (sideOf(ring, across, at) !== 0) return false;
  const end = across + 1 === size ? 0 : across + 1;
  const [px, py] = [x[at] ?? 0, y[at] ?? 0];
  const along =
    (px - (x[across] ?? 0)) * (px - (x[end] ?? 0)) + (py - (y[across] ?? 0)) * (py - (y[end] ?? 0));
  if (along >= 0) return false;
  const [before, behind] = [at === 0 ? size - 1 : at - 1, at + 1 === size ? 0 : at + 1];
  return sideOf(ring, across, before) * sideOf(ring, across, behind) < 0;
}

/** Square cells over the ring, as wide as its sides are long in the mean: so they pass few cells each. */
interface Grid {
  readonly left: number;
  readonly bottom: number;
  readonly cell: number;
  readonly rows: number;
}

/** Finer cells would have no numbers. */
const mostCells = 1_000_000;

function gridFor({ x, y, size }: Ring): Grid {
  let [left, bottom, right, top, length] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  for (let at = 0; at < size; at += 1) {
    const px = x[at] ?? 0;
    const py = y[at] ?? 0;
    const end = at + 1 === size ? 0 : at + 1;
    left = Math.min(left, px);
    right = Math.max(right, px);
    bottom = Math.min(bottom, py);
    top = Math.max(top, py);
    length += Math.abs(px - (x[end] ?? 0)) + Math.abs(py - (y[end] ?? 0));
  }
  const extent = Math.max(right - left, top - bottom);
  const cell = Math.max(length / size, extent / mostCells);
  return { left, bottom, cell, rows: Math.floor((top - bottom) / cell) + 1 };
}

/** Calls `visit` with the cells that a side passes, column by column, until it says false. */
function visitCells(
  { left, bottom, cell, rows }: Grid,
  ring: Ring,
  side: number,
  visit: (cell: number) => boolean,
) {
  const { x, y, size } = ring;
  const end = side + 1 === size ? 0 : side + 1;
  const [x1, y1, x2, y2] = [x[side] ?? 0, y[side] ?? 0, x[end] ?? 0, y[end] ?? 0];
  const [west, east] = [Math.min(x1, x2), Math.max(x1, x2)];
  const last = Math.floor((east - left) / cell);
  const slope = x1 === x2 ? 0 : (y2 - y1) / (x2 - x1);
  for (let at = Math.floor((west - left) / cell); at <= last; at += 1) {
    const from = x1 === x2 ? y1 : y1 + (Math.max(west, left + at * cell) - x1) * slope;
    const to = x1 === x2 ? y2 : y1 + (Math.min(east, left + (at + 1) * cell) - x1) * slope;
    // A little more on both sides: a cell too many does no harm, one too few may.
    const low = Math.max(0, Math.floor((Math.min(from, to) - bottom) / cell - 1e-6));
    const high = Math.min(rows - 1, Math.floor((Math.max(from, to) - bottom) / cell + 1e-6));
    for (let row = low; row <= high; row += 1) if (!visit(at * rows + row)) return false;
  }
  return true;
}

/** Pairs and cells looked at per point before giving up; real coasts need 6. */
const patience = 20;

/** Up to so many sides all pairs are looked at. */
const fewSides = 24;

/**
 * Whether the line of a closed ring crosses or runs along itself; `unknown` where it is too intricate to tell in time
 * that is proportional to its points.
 */
export function selfCrossing(points: readonly CapPoint[]): 'none' | 'crossing' | 'unknown' {
  const ring = ringOf(points);
  if (ring.size <= fewSides) return pairsMeet(ring) ? 'crossing' : 'none';
  const grid = gridFor(ring);
  const cells = new Map<number, number[]>();
  let left = patience * ring.size;
  let found = false;
  for (let side = 0; side < ring.size && left >= 0 && !found; side += 1) {
    visitCells(grid, ring, side, (cell) => {
      const others = cells.get(cell);
      if (!others) cells.set(cell, [side]);
      left -= 1 + (others?.length ?? 0);
      if (left < 0 || !others) return left >= 0;
      for (let at = 0; at < others.length && !found; at += 1) found = meet(ring, others[at] ?? 0, side);
      others.push(side);
      return !found;
    });
  }
  if (found) return 'crossing';
  return left < 0 ? 'unknown' : 'none';
}

function pairsMeet(ring: Ring): boolean {
  for (let later = 1; later < ring.size; later += 1)
    for (let earlier = 0; earlier < later; earlier += 1) if (meet(ring, earlier, later)) return true;
  return false;
}
