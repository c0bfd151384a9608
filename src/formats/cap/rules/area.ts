import { quote } from '../finding.js';
import { readCircle } from '../geometry.js';
import { childNamed, childrenNamed, textOf, type XmlElement } from '../tree.js';
import { areasOf, error, faultIf, type Fault, type Rule } from './rule.js';

const eachArea =
  (faults: (area: XmlElement) => readonly Fault[]) =>
  (alert: XmlElement): readonly Fault[] =>
    areasOf(alert).flatMap(faults);

/** Half the Earth's circumference in kilometres: no circle on it is larger. */
const largestRadius = 20_038;

const circlesOf = (area: XmlElement) =>
  childrenNamed(area, 'circle').map((element) => ({ element, circle: readCircle(element.text) }));

const codedPlaces = (area: XmlElement): readonly Fault[] =>
  childrenNamed(area, 'geocode').flatMap((geocode) =>
    ['valueName', 'value'].flatMap((name) => {
      const element = childNamed(geocode, name);
      return faultIf(element?.text.trim() === '', element?.path ?? '', 'an empty geocode');
    }),
  );

const heightOf = (area: XmlElement, name: string): number => {
  const value = textOf(area, name);
  return value === '' ? Number.NaN : Number(value);
};

/** CAP 3.2.4 without polygons; that an area needs a shape or code is what profiles add. */
export const areaRules: readonly Rule[] = [
  error(
    'area-desc-empty',
    eachArea((area) => {
      const element = childNamed(area, 'areaDesc');
      return faultIf(element?.text.trim() === '', element?.path ?? '', 'an area needs words that say it');
    }),
  ),
  error(
    'area-without-place',
    eachArea((area) =>
      faultIf(
        !['polygon', 'circle', 'geocode'].some((name) => childNamed(area, name)),
        area.path,
        'neither polygon nor circle nor geocode',
      ),
    ),
  ),
  error('geocode-empty', eachArea(codedPlaces)),
  error(
    'circle-format',
    eachArea((area) =>
      circlesOf(area).flatMap(({ element: { path, text }, circle }) =>
        faultIf(
          text.trim() !== '' && !circle,
          path,
          `${quote(text.trim())} is not "latitude,longitude radius"`,
        ),
      ),
    ),
  ),
  error(
    'circle-radius',
    eachArea((area) =>
      circlesOf(area).flatMap(({ element, circle }) =>
        faultIf(
          circle !== null && (circle.radius < 0 || circle.radius > largestRadius),
          element.path,
          () => `a radius of ${circle?.radius} km`,
        ),
      ),
    ),
  ),
  error(
    'altitude-above-ceiling',
    eachArea((area) =>
      faultIf(
        heightOf(area, 'altitude') > heightOf(area, 'ceiling'),
        area.path,
        'the altitude is above the ceiling',
      ),
    ),
  ),
  error(
    'ceiling-without-altitude',
    eachArea((area) =>
      faultIf(
        textOf(area, 'ceiling') !== '' && textOf(area, 'altitude') === '',
        childNamed(area, 'ceiling')?.path ?? '',
        'a ceiling needs an altitude',
      ),
    ),
  ),
];
