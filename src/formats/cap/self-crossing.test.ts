import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CapPoint } from './alert.js';
import { selfCrossing } from './self-crossing.js';

const ring = (text: string): readonly CapPoint[] =>
  text.split(' ').map((part) => {
    const [y = 0, x = 0] = part.split(',').map(Number);
    return [y, x];
  });

describe('what crosses and what does not', () => {
  test.each([
    ['a square', '0,0 0,4 4,4 4,0 0,0', 'none'],
    ['a bow tie', '0,0 4,4 0,4 4,0 0,0', 'crossing'],
    ['a bow tie through a point of its own', '0,0 2,2 4,4 0,4 4,0 0,0', 'crossing'],
    ['a point that stands twice in a row', '0,0 0,4 0,4 4,4 4,0 0,0', 'none'],
    ['two triangles that touch in a point', '0,0 0,2 2,2 2,4 4,4 2,2 0,0', 'none'],
    ['a side that touches a point', '0,0 0,4 4,4 0,2 4,0 0,0', 'none'],
    ['a spike there and back', '0,0 0,4 4,4 4,6 4,4 4,0 0,0', 'crossing'],
    ['a side over another', '0,0 0,6 2,6 2,4 0,4 0,2 2,2 2,0 0,0', 'crossing'],
    ['over the date line', '0,179 0,-179 2,-179 2,179 0,179', 'none'],
    ['crossing over the date line', '0,179 2,-179 2,179 0,-179 0,179', 'crossing'],
    ['a line', '0,0 0,1 0,0', 'crossing'],
    ['a point', '0,0 0,0', 'none'],
  ])('%s', (_name, text, expected) => {
    expect(selfCrossing(ring(text))).toBe(expected);
  });

  test('a ring of many points is told as a small one is', () => {
    const round = Array.from({ length: 1000 }, (_, index): CapPoint => {
      const turn = (2 * Math.PI * index) / 1000;
      return [10 * Math.sin(turn), 10 * Math.cos(turn)];
    });
    const closed = [...round, round[0] ?? [0, 0]];
    expect(selfCrossing(closed)).toBe('none');
    const swapped = closed.with(500, closed[505] ?? [0, 0]).with(505, closed[500] ?? [0, 0]);
    expect(selfCrossing(swapped)).toBe('crossing');
    expect(selfCrossing([...closed.slice(0, 300), [-20, 0.1], ...closed.slice(300)])).toBe('crossing');
    expect(selfCrossing([...closed.slice(0, 300), [0, 0], ...closed.slice(300)])).toBe('none');
  });
});

/** Proper crossings by trying every pair, in whole numbers. */
function crossesSomewhere(points: readonly CapPoint[]): boolean {
  const side = (a: CapPoint, b: CapPoint, p: CapPoint): number =>
    Math.sign((b[1] - a[1]) * (p[0] - a[0]) - (b[0] - a[0]) * (p[1] - a[1]));
  const sides = points.slice(1).map((to, index) => [points[index] ?? to, to] as const);
  return sides.some(([a, b], index) =>
    sides
      .slice(index + 1)
      .some(([c, d]) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0),
  );
}

test('rings of any size: a proper crossing is found, and none is invented where no points lie in one line', () => {
  const large = fc.integer({ min: -900_000, max: 900_000 }).map((value) => value / 10_000);
  const point = fc.tuple(large, large);
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 60 }), fc.boolean(), (points, sorted) => {
      // By angle around the origin, points make a ring that crosses seldom.
      const order = sorted
        ? points.toSorted((a, b) => Math.atan2(a[0], a[1]) - Math.atan2(b[0], b[1]))
        : points;
      const closed = [...order, order[0] ?? ([0, 0] as const)];
      const straight = closed.some(
        ([y1, x1], index) => index > 0 && (y1 === closed[index - 1]?.[0] || x1 === closed[index - 1]?.[1]),
      );
      fc.pre(!straight && Math.max(...order.map(([, x]) => Math.abs(x))) < 90);
      expect(selfCrossing(closed)).toBe(crossesSomewhere(closed) ? 'crossing' : 'none');
    }),
    { numRuns: 500 },
  );
});
