import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isRefusal, refuse, type Refusal } from '../../domain/refusal.js';

/** JMA's largest sample is 0.4 MB; ten times that is no telegram. */
export const maxTelegramBytes = 2_000_000;

/** An element with its namespace resolved; `text` is its own character data, without that of its children. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** As written, prefixes included; values are not unescaped. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

type RawNode = Readonly<Record<string, unknown>>;
type Prefixes = Readonly<Record<string, string>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 64,
});

/**
 * Reads a UTF-8 document into elements. Refuses, and never throws: `telegram.too-large` (over 2 MB),
 * `telegram.doctype` (a DTD or entity declaration, so no XXE and no entity bombs), `telegram.malformed`.
 */
export function readXml(input: Uint8Array | string): XmlElement | Refusal {
  const text = decode(input);
  if (typeof text !== 'string') return text;
  const refused = inspectMarkup(text);
  if (refused) return refused;
  try {
    if (XMLValidator.validate(text) !== true) return refuse('telegram.malformed');
    const roots = (parser.parse(text) as readonly RawNode[]).filter((node) => nameOf(node) !== '#text');
    const [root] = roots;
    return root && roots.length === 1
      ? toElement(root, Object.create(null) as Prefixes)
      : refuse('telegram.malformed');
  } catch {
    // The parser throws on what its validator let pass, such as elements nested too deep.
    return refuse('telegram.malformed');
  }
}

function decode(input: Uint8Array | string): string | Refusal {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.byteLength > maxTelegramBytes) return refuse('telegram.too-large', { limit: maxTelegramBytes });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('telegram.malformed');
  }
}

/** XML 1.0 §2.2 forbids these characters. */
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** Looks at everything outside comments and CDATA for declarations and for references that no DTD could define. */
function inspectMarkup(text: string): Refusal | null {
  if (forbidden.test(text)) return refuse('telegram.malformed');
  for (let at = text.indexOf('<!'); at !== -1; at = text.indexOf('<!', at)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : null;
    if (end === null) return refuse('telegram.doctype');
    const close = text.indexOf(end, at + 4);
    if (close === -1) return refuse('telegram.malformed');
    at = close + end.length;
  }
  return null;
}

const nameOf = (node: RawNode): string => Object.keys(node).find((key) => key !== ':@') ?? '';

function toElement(node: RawNode, inherited: Prefixes): XmlElement | Refusal {
  const qualified = nameOf(node);
  const attributes = (node[':@'] ?? {}) as Readonly<Record<string, string>>;
  // Looked up along a chain instead of copied: 2 MB of declarations and children would copy for minutes.
  const prefixes = Object.assign(Object.create(inherited) as Prefixes, declaredIn(attributes));
  const [prefix, name] = qualified.includes(':') ? qualified.split(':', 2) : ['', qualified];
  const namespace = prefixes[prefix ?? ''] ?? '';
  if (prefix !== '' && namespace === '') return refuse('telegram.malformed');
  const children: XmlElement[] = [];
  let text = '';
  for (const child of node[qualified] as readonly RawNode[]) {
    const part = nameOf(child) === '#text' ? unescape(String(child['#text'])) : cdataOf(child);
    if (part === null) {
      const element = toElement(child, prefixes);
      if (isRefusal(element)) return element;
      children.push(element);
    } else if (typeof part === 'string') text += part;
    else return part;
  }
  return { name: name ?? '', namespace, attributes, children, text };
}

/** The namespace declarations among attributes, by prefix; the default one under ''. */
function declaredIn(attributes: Readonly<Record<string, string>>): Prefixes {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'))
      .map(([key, value]) => [key.slice('xmlns:'.length), value]),
  );
}

function cdataOf(node: RawNode): string | null {
  if (nameOf(node) !== '#cdata') return null;
  return (node['#cdata'] as readonly RawNode[]).map((part) => String(part['#text'] ?? '')).join('');
}

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Character references and the five predefined entities; any other would need a DTD. */
function unescape(text: string): string | Refusal {
  if (!text.includes('&')) return text;
  let unknown = false;
  const plain = text.replace(
    /&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);|&/g,
    (_whole, reference: string | undefined) => {
      const character = reference === undefined ? undefined : resolve(reference);
      unknown ||= character === undefined;
      return character ?? '';
    },
  );
  return unknown ? refuse('telegram.malformed') : plain;
}

function resolve(reference: string): string | undefined {
  if (!reference.startsWith('#')) return predefined[reference];
  const code = reference.startsWith('#x') ? parseInt(reference.slice(2), 16) : Number(reference.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** The first child of that name, in whatever namespace: the caller has checked the root's. */
export const child = (parent: XmlElement | undefined, name: string): XmlElement | undefined =>
  parent?.children.find((element) => element.name === name);

/** All children of that name. */
export const childrenNamed = (parent: XmlElement | undefined, name: string): readonly XmlElement[] =>
  parent?.children.filter((element) => element.name === name) ?? [];

/** Text of the first child of that name, trimmed; empty where there is none. */
export const textOf = (parent: XmlElement | undefined, name: string): string =>
  child(parent, name)?.text.trim() ?? '';
