import type { Point, Town } from './town.js';

/** Corners of a box of degrees, WGS 84. */
export interface Box {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** Degrees around the town that an entry's place may lie in: about 15 km, for what comes down a river or a road. */
const margin = 0.15;

/** Where a place of the chronology may lie: around everything that the town has a point for. */
export const townBox = ({ districts, shelters }: Pick<Town, 'districts' | 'shelters'>): Box => {
  const points = [...districts, ...shelters].map(({ point }) => point);
  const [lats, lngs] = [points.map(({ lat }) => lat), points.map(({ lng }) => lng)];
  return {
    ...{ south: Math.min(...lats) - margin, north: Math.max(...lats) + margin },
    ...{ west: Math.min(...lngs) - margin, east: Math.max(...lngs) + margin },
  };
};

export const isWithin = ({ lat, lng }: Point, { south, west, north, east }: Box): boolean =>
  lat >= south && lat <= north && lng >= west && lng <= east;

/** Degrees from a district's point beyond which nobody would call it near: about three kilometres. */
const near = 0.03;

/** The district whose point is nearest, how a place is said in words; null where none is near. */
export const nearestDistrict = <One extends { readonly point: Point }>(
  { lat, lng }: Point,
  districts: readonly One[],
): One | null => {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const far = ({ point }: One) => ((point.lng - lng) * squeeze) ** 2 + (point.lat - lat) ** 2;
  return districts
    .filter((one) => far(one) <= near ** 2)
    .reduce<One | null>((best, one) => (best === null || far(one) < far(best) ? one : best), null);
};
