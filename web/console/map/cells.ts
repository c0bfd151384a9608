import type { District } from '../../../src/domain/town.js';

/** A corner of a shape: longitude, latitude. */
type Corner = readonly [number, number];

/** Outer rings of the town's boundary. */
export const ringsOf = (boundary: GeoJSON.GeoJSON): Corner[][] => {
  if (boundary.type === 'FeatureCollection')
    return boundary.features.flatMap((feature) => ringsOf(feature.geometry));
  if (boundary.type === 'Feature') return ringsOf(boundary.geometry);
  if (boundary.type === 'Polygon') return [ring(boundary.coordinates)];
  if (boundary.type === 'MultiPolygon') return boundary.coordinates.map(ring);
  return [];
};
const ring = (coordinates: GeoJSON.Position[][]): Corner[] =>
  (coordinates[0] ?? []).map((position): Corner => [position[0] ?? 0, position[1] ?? 0]);

/** Keeps the part of a shape where `side` is not negative (Sutherland–Hodgman against one line). */
const clip = (shape: readonly Corner[], side: (corner: Corner) => number): Corner[] => {
  const kept: Corner[] = [];
  shape.forEach((to, at) => {
    const from = shape[(at + shape.length - 1) % shape.length] ?? to;
    const [a, b] = [side(from), side(to)];
    if (a >= 0 !== b >= 0) {
      const part = a / (a - b);
      kept.push([from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]);
    }
    if (b >= 0) kept.push(to);
  });
  return kept;
};

/**
 * Ground nearer to a district's representative point than to any other, inside the boundary. No outlines of 町字
 * are published for the town, so these are a guide for the eye, and the map says so.
 */
export const cellOf = (
  district: District,
  all: readonly District[],
  boundary: readonly Corner[],
): Corner[] => {
  const squeeze = Math.cos((district.point.lat * Math.PI) / 180);
  const nearer = (other: District) => (corner: Corner) =>
    distance(corner, other, squeeze) - distance(corner, district, squeeze);
  return all.reduce<Corner[]>(
    (shape, other) => (other.code === district.code ? shape : clip(shape, nearer(other))),
    [...boundary],
  );
};

const distance = (corner: Corner, district: District, squeeze: number): number =>
  ((corner[0] - district.point.lng) * squeeze) ** 2 + (corner[1] - district.point.lat) ** 2;
