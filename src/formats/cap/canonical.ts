import { declarationsOf, type XmlAttribute, type XmlElement } from './tree.js';

type Namespaces = Readonly<Record<string, string>>;

/** How an element becomes the one text that is digested or signed. */
export interface Canonicalisation {
  /** Exclusive canonicalisation writes the namespaces that an element uses, the other one those that it declares. */
  readonly exclusive: boolean;
  /** Elements that are left out: an enveloped signature. */
  readonly without?: ReadonlySet<XmlElement>;
  /** Namespaces around the element, by prefix. */
  readonly around?: Namespaces;
}

const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');

const attributeValue = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;');

const prefixOf = (name: string): string => (name.includes(':') ? name.slice(0, name.indexOf(':')) : '');
const isDeclaration = ({ name }: XmlAttribute): boolean => name === 'xmlns' || name.startsWith('xmlns:');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** No namespaces: where a chain of them begins. */
export const noNamespaces: Namespaces = Object.freeze(Object.create(null) as Record<string, string>);

/** Namespaces inside others, along a chain as in `prefixes.ts`: copying them would cost seconds. */
const inside = (around: Namespaces, declared: readonly (readonly [string, string])[]): Namespaces =>
  declared.length === 0
    ? around
    : Object.assign(Object.create(around) as Record<string, string>, Object.fromEntries(declared));

/** Namespaces in scope inside an element. */
export const scopeInside = (around: Namespaces, { attributes }: XmlElement): Namespaces =>
  inside(around, declarationsOf(attributes));

/**
 * Canonical XML without comments, of an element and all below it (W3C Canonical XML 1.0 and 1.1, Exclusive XML
 * Canonicalization 1.0). The recursion is as deep as `maxDepth`. Instructions inside the element are not written:
 * a signature over them does not verify.
 */
export function canonicalXml(element: XmlElement, how: Canonicalisation): string {
  const out: string[] = [];
  write(element, how.around ?? noNamespaces, noNamespaces, { how, out, top: element });
  return out.join('');
}

interface Writing {
  readonly how: Canonicalisation;
  readonly out: string[];
  readonly top: XmlElement;
}

function write(element: XmlElement, around: Namespaces, written: Namespaces, writing: Writing): void {
  const { how, out } = writing;
  const { prefix, name, attributes, children, pieces } = element;
  const scope = scopeInside(around, element);
  const plain = attributes.filter((attribute) => !isDeclaration(attribute));
  const news = newPrefixes(element, { scope, written, plain }, writing);
  const qualified = prefix === '' ? name : `${prefix}:${name}`;
  out.push('<', qualified);
  for (const used of news)
    out.push(used === '' ? ' xmlns="' : ` xmlns:${used}="`, attributeValue(scope[used] ?? ''), '"');
  for (const attribute of sorted(plain, scope))
    out.push(' ', attribute.name, '="', attributeValue(attribute.value), '"');
  out.push('>');
  const inner = inside(
    written,
    news.map((used) => [used, scope[used] ?? '']),
  );
  for (const [index, piece] of pieces.entries()) {
    if (piece !== '') out.push(text(piece));
    const child = children[index];
    if (child && !how.without?.has(child)) write(child, scope, inner, writing);
  }
  out.push('</', qualified, '>');
}

interface Names {
  readonly scope: Namespaces;
  readonly written: Namespaces;
  /** Attributes that declare nothing. */
  readonly plain: readonly XmlAttribute[];
}

/** Prefixes whose namespaces an element writes, in their order. */
function newPrefixes(element: XmlElement, names: Names, { how, top }: Writing): readonly string[] {
  const { scope, written, plain } = names;
  const candidates = new Set<string>();
  if (how.exclusive) {
    candidates.add(element.prefix);
    for (const { name } of plain) if (name.includes(':')) candidates.add(prefixOf(name));
  } else if (element === top) for (const prefix in scope) candidates.add(prefix);
  else for (const [prefix] of declarationsOf(element.attributes)) candidates.add(prefix);
  return [...candidates]
    .filter((prefix) => prefix !== 'xml' && (scope[prefix] ?? '') !== (written[prefix] ?? ''))
    .sort(compare);
}

/** Attributes by namespace, then by name; those without a prefix have none and come first. */
function sorted(attributes: readonly XmlAttribute[], scope: Namespaces): readonly XmlAttribute[] {
  if (attributes.length < 2) return attributes;
  const namespaceOf = ({ name }: XmlAttribute): string =>
    name.includes(':') ? (scope[prefixOf(name)] ?? name) : '';
  const localOf = ({ name }: XmlAttribute): string => name.slice(name.indexOf(':') + 1);
  return attributes.toSorted(
    (a, b) => compare(namespaceOf(a), namespaceOf(b)) || compare(localOf(a), localOf(b)),
  );
}
