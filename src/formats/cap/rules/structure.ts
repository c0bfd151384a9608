import { quote } from '../finding.js';
import { capVersions, signatureNamespace } from '../namespaces.js';
import { alertShape, type Shape } from '../shape.js';
import type { XmlElement } from '../tree.js';
import { error, faultIf, mostPerRule, oncePerAlert, warning, type Fault, type Rule } from './rule.js';

type Shaped = readonly [element: XmlElement, shape: Shape];

interface Known {
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Where each stands in the standard's order. */
  readonly places: ReadonlyMap<string, number>;
}

const knownByShape = new Map<Shape, Known>();
function knownOf(shape: Shape): Known {
  const known = knownByShape.get(shape);
  if (known) return known;
  const children = shape.children ?? [];
  const made = {
    shapes: new Map(children.map((inner) => [inner.name, inner])),
    places: new Map(children.map(({ name }, index) => [name, index])),
  };
  knownByShape.set(shape, made);
  return made;
}

const shapeOf = ([parent, shape]: Shaped, child: XmlElement): Shape | undefined =>
  child.namespace === parent.namespace ? knownOf(shape).shapes.get(child.name) : undefined;

/** Every element that the standard knows, with what it says of it. */
const shaped = oncePerAlert((alert): readonly Shaped[] => {
  const all: Shaped[] = [[alert, alertShape]];
  for (let at = 0; at < all.length; at += 1) {
    const parent = all[at];
    if (!parent) break;
    for (const child of parent[0].children) {
      const shape = shapeOf(parent, child);
      if (shape) all.push([child, shape]);
    }
  }
  return all;
});

/** Those that hold elements, or should. */
const parents = oncePerAlert((alert): readonly Shaped[] =>
  shaped(alert).filter(([{ children }, shape]) => children.length > 0 || shape.children),
);

/** A check of some of them, until there is enough to say. */
const eachOf =
  (some: (alert: XmlElement) => readonly Shaped[]) =>
  (faultsOf: (shaped: Shaped) => readonly Fault[]) =>
  (alert: XmlElement): readonly Fault[] => {
    const faults: Fault[] = [];
    for (const one of some(alert)) {
      for (const fault of faultsOf(one)) faults.push(fault);
      if (faults.length >= mostPerRule) break;
    }
    return faults;
  };
const each = eachOf(shaped);
const eachParent = eachOf(parents);

/** Elements that earlier versions had, and words of theirs. */
const deprecatedElements = ['password'];
const deprecatedValues: Readonly<Record<string, string>> = { certainty: 'Very Likely' };

const isSignature = (parent: XmlElement, child: XmlElement): boolean =>
  parent.name === 'alert' && child.name === 'Signature' && child.namespace === signatureNamespace;

function unknownChildren(parent: Shaped): readonly Fault[] {
  return parent[0].children
    .filter((child) => !shapeOf(parent, child) && !isSignature(parent[0], child))
    .filter(({ name }) => parent[1].name !== 'alert' || !deprecatedElements.includes(name))
    .slice(0, mostPerRule)
    .map(({ path, name }) => [path, `${quote(name)} is no element of CAP here`]);
}

function misplaced(parent: Shaped): readonly Fault[] {
  const { places } = knownOf(parent[1]);
  let furthest: readonly [place: number, name: string] = [0, ''];
  const faults: Fault[] = [];
  for (const child of parent[0].children) {
    const known = child.namespace === parent[0].namespace ? places.get(child.name) : undefined;
    const place = isSignature(parent[0], child) ? places.size : known;
    if (place === undefined) continue;
    if (place < furthest[0]) faults.push([child.path, `${child.name} stands behind ${furthest[1]}`]);
    else furthest = [place, child.name];
  }
  return faults;
}

function duplicates(parent: Shaped): readonly Fault[] {
  const seen = new Set<string>();
  return parent[0].children.flatMap((child) => {
    const shape = shapeOf(parent, child);
    if (!shape || shape.many) return [];
    const again = seen.has(child.name);
    seen.add(child.name);
    return faultIf(again, child.path, () => `${child.name} stands more than once`);
  });
}

function missing(parent: Shaped): readonly Fault[] {
  const present = new Set(
    parent[0].children.filter((child) => shapeOf(parent, child)).map(({ name }) => name),
  );
  return (parent[1].children ?? [])
    .filter(({ name, required }) => required && !present.has(name))
    .filter(({ name }) => name !== 'mimeType' || capVersions[parent[0].namespace] !== '1.1')
    .map(({ name }) => [parent[0].path, `${name} is missing`]);
}

function wrongValue([{ path, text }, { name, values }]: Shaped): readonly Fault[] {
  const value = text.trim();
  const allowed = !values || values.includes(value) || deprecatedValues[name] === value;
  return faultIf(!allowed, path, () => `${quote(value)} is not one of ${values?.join(', ')}`);
}

/** Required texts of their own rule: identifier, sender, areaDesc, and what a geocode holds. */
const emptyElsewhere = /\/(?:identifier|sender|sent|areaDesc|geocode(?:\[\d+\])?\/value(?:Name)?)$/;

const isEmptyLeaf = ([{ text, children }, shape]: Shaped): boolean =>
  !shape.children && !shape.values && children.length === 0 && text.trim() === '';

const isRequired = ({ name, required }: Shape): boolean => required === true && name !== 'value';

/** What the schema says too, for versions and envelopes that the schema doesn't reach. */
export const structureRules: readonly Rule[] = [
  error('unknown-namespace', ({ namespace, path }) =>
    faultIf(!Object.hasOwn(capVersions, namespace), path, () => `${quote(namespace)} is not CAP 1.1 or 1.2`),
  ),
  error('unknown-element', eachParent(unknownChildren)),
  error('element-order', eachParent(misplaced)),
  error('duplicate-element', eachParent(duplicates)),
  error('missing-element', eachParent(missing)),
  error(
    'unexpected-text',
    each(([{ path, text }, { children }]) =>
      faultIf(
        children !== undefined && text.trim() !== '',
        path,
        () => `${quote(text.trim())} among elements`,
      ),
    ),
  ),
  error('invalid-value', each(wrongValue)),
  error(
    'deprecated-value',
    each(([{ path, text }, { name }]) =>
      faultIf(
        deprecatedValues[name] === text.trim(),
        path,
        () => `${quote(text.trim())} is of an earlier version`,
      ),
    ),
  ),
  error('deprecated-element', ({ children }) =>
    children
      .filter(({ name }) => deprecatedElements.includes(name))
      .map(({ path, name }) => [path, `${name} is of an earlier version`]),
  ),
  error(
    'empty-element',
    each((leaf) =>
      faultIf(
        isEmptyLeaf(leaf) && isRequired(leaf[1]) && !emptyElsewhere.test(leaf[0].path),
        leaf[0].path,
        'must not be empty',
      ),
    ),
  ),
  warning(
    'empty-optional',
    each((leaf) =>
      faultIf(
        isEmptyLeaf(leaf) && !leaf[1].required,
        leaf[0].path,
        `an empty ${leaf[1].name} says nothing: leave it out`,
      ),
    ),
  ),
];
