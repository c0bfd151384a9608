/** An attribute as written; `name` holds its prefix. */
export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

/** An element with its namespace resolved. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly prefix: string;
  readonly namespace: string;
  /** Namespace declarations included, in document order. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Its own character data, unescaped, without that of its children. */
  readonly text: string;
  /** The same in pieces: the first stands before the first child, the last behind the last one. */
  readonly pieces: readonly string[];
  /** `/alert/info[2]/area`; the first of its name has no number. */
  readonly path: string;
  /** Where it begins and ends in the decoded text. */
  readonly start: number;
  readonly end: number;
}

const none: readonly XmlElement[] = [];

/** Below this number of children looking through them is faster than an index. */
const few = 16;

const indexes = new WeakMap<XmlElement, ReadonlyMap<string, readonly XmlElement[]>>();

function indexOf(parent: XmlElement): ReadonlyMap<string, readonly XmlElement[]> {
  const known = indexes.get(parent);
  if (known) return known;
  const made = new Map<string, XmlElement[]>();
  for (const child of parent.children) {
    if (child.namespace !== parent.namespace) continue;
    const others = made.get(child.name);
    if (others) others.push(child);
    else made.set(child.name, [child]);
  }
  indexes.set(parent, made);
  return made;
}

/** Children of that name in the parent's own namespace. */
export const childrenNamed = (parent: XmlElement, name: string): readonly XmlElement[] =>
  parent.children.length < few
    ? parent.children.filter((child) => child.name === name && child.namespace === parent.namespace)
    : (indexOf(parent).get(name) ?? none);

/** The first child of that name in the parent's own namespace. */
export const childNamed = (parent: XmlElement, name: string): XmlElement | undefined =>
  parent.children.length < few
    ? parent.children.find((child) => child.name === name && child.namespace === parent.namespace)
    : indexOf(parent).get(name)?.[0];

/** The trimmed text of the first child of that name; empty where there is none. */
export const textOf = (parent: XmlElement, name: string): string =>
  childNamed(parent, name)?.text.trim() ?? '';

/** The element and all below it, in document order. */
export function descendants(element: XmlElement): readonly XmlElement[] {
  const found = [element];
  for (let at = 0, stack = [...element.children].reverse(); stack.length > 0; at += 1) {
    const next = stack.pop();
    if (next === undefined) break;
    found.push(next);
    for (let index = next.children.length - 1; index >= 0; index -= 1) {
      const child = next.children[index];
      if (child) stack.push(child);
    }
  }
  return found;
}

/** Attributes that declare namespaces, by prefix; the default one under ''. */
export const declarationsOf = (
  attributes: readonly XmlAttribute[],
): readonly (readonly [prefix: string, namespace: string])[] =>
  attributes
    .filter(({ name }) => name === 'xmlns' || name.startsWith('xmlns:'))
    .map(({ name, value }) => [name.slice('xmlns:'.length), value]);
