import type { CapCircle, CapPoint } from './alert.js';

const degrees = /^[+-]?\d{1,10}(?:\.\d{0,20})?$/;

/** `latitude,longitude`; null for anything else. Ranges are a rule's business. */
export function readPoint(text: string): CapPoint | null {
  const comma = text.indexOf(',');
  const [latitude, longitude] = [text.slice(0, comma), text.slice(comma + 1)];
  return comma !== -1 && degrees.test(latitude) && degrees.test(longitude)
    ? [Number(latitude), Number(longitude)]
    : null;
}

/** Points between white space; null where one of them is none. */
export function readPolygon(text: string): readonly CapPoint[] | null {
  const points: CapPoint[] = [];
  for (const part of text.trim().split(/\s+/)) {
    const point = readPoint(part);
    if (!point) return null;
    points.push(point);
  }
  return points;
}

/** `latitude,longitude radius`; null for anything else. */
export function readCircle(text: string): CapCircle | null {
  const [point = '', radius = '', ...rest] = text.trim().split(/\s+/, 3);
  const centre = readPoint(point);
  return centre && degrees.test(radius) && rest.length === 0 ? { centre, radius: Number(radius) } : null;
}
