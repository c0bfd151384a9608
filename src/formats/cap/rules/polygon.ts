import type { CapPoint } from '../alert.js';
import { quote } from '../finding.js';
import { readCircle, readPolygon } from '../geometry.js';
import { selfCrossing } from '../self-crossing.js';
import { childrenNamed, type XmlElement } from '../tree.js';
import { areasOf, error, faultIf, oncePerAlert, warning, type Fault, type Rule } from './rule.js';

interface Polygon {
  readonly path: string;
  readonly text: string;
  /** Null where they can't be read. */
  readonly points: readonly CapPoint[] | null;
  readonly crossing: ReturnType<typeof selfCrossing>;
}

const polygonsOf = oncePerAlert((alert): readonly Polygon[] =>
  areasOf(alert)
    .flatMap((area) => childrenNamed(area, 'polygon'))
    .map(({ path, text }) => {
      const points = readPolygon(text);
      const crossing = points && points.length > 3 ? selfCrossing(points) : 'none';
      return { path, text: text.trim(), points, crossing };
    }),
);

const circlesOf = (alert: XmlElement): readonly XmlElement[] =>
  areasOf(alert).flatMap((area) => childrenNamed(area, 'circle'));

const eachPolygon =
  (broken: (polygon: Polygon) => boolean, message: string) =>
  (alert: XmlElement): readonly Fault[] =>
    polygonsOf(alert).flatMap((polygon) => faultIf(broken(polygon), polygon.path, message));

const isOpen = ({ points }: Polygon): boolean => {
  const [first, last] = [points?.[0], points?.at(-1)];
  return first?.[0] !== last?.[0] || first?.[1] !== last?.[1];
};

const isElsewhere = ([latitude, longitude]: CapPoint): boolean =>
  Math.abs(latitude) > 90 || Math.abs(longitude) > 180;

function outOfRange(alert: XmlElement): readonly Fault[] {
  const circles = circlesOf(alert).map(({ path, text }) => {
    const circle = readCircle(text);
    return { path, points: circle ? [circle.centre] : [] };
  });
  return [...polygonsOf(alert), ...circles].flatMap(({ path, points }) => {
    const [latitude, longitude] = points?.find(isElsewhere) ?? [];
    return faultIf(latitude !== undefined, path, `${latitude},${longitude} is no place on Earth`);
  });
}

/** WGS 84 with seven decimals is a centimetre. */
const decimals = /\.\d{7}/;

/** CAP 3.2.4 and 3.3 on polygons. */
export const polygonRules: readonly Rule[] = [
  error('polygon-format', (alert) =>
    polygonsOf(alert).flatMap(({ path, text, points }) =>
      faultIf(
        text !== '' && !points,
        path,
        () => `${quote(text)} is not "latitude,longitude" between spaces`,
      ),
    ),
  ),
  error(
    'polygon-points',
    eachPolygon(({ points }) => points !== null && points.length < 4, 'fewer than four points'),
  ),
  error('polygon-open', eachPolygon(isOpen, 'the last point is not the first')),
  error(
    'polygon-self-crossing',
    eachPolygon(({ crossing }) => crossing === 'crossing', 'the line crosses itself'),
  ),
  warning(
    'polygon-unchecked',
    eachPolygon(({ crossing }) => crossing === 'unknown', 'too intricate to look for crossings'),
  ),
  error('coordinates-range', outOfRange),
  warning('coordinates-precision', (alert) =>
    [...polygonsOf(alert), ...circlesOf(alert)].flatMap(({ path, text }) =>
      faultIf(decimals.test(text), path, 'more than six decimals'),
    ),
  ),
  warning(
    'polygon-white-space',
    eachPolygon(({ text }) => /[\n\t]|\S {2,}\S/.test(text), 'more than a single space between points'),
  ),
];
