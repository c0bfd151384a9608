import { decodeXml } from './decode.js';
import { isFinding, type Finding } from './finding.js';
import { maxDepth, maxElements } from './limits.js';
import { malformed, readEndTag, readStartTag, unescapeXml, type StartTag } from './markup.js';
import { scopeOf, type Scope } from './prefixes.js';
import type { XmlElement } from './tree.js';

interface Open {
  readonly tag: StartTag;
  readonly scope: Scope;
  readonly path: string;
  readonly start: number;
  readonly children: XmlElement[];
  /** How many children of each name there were, for their paths; made with the first child. */
  counts: Map<string, number> | null;
  /** Character data before each child so far. */
  readonly pieces: string[];
  /** Character data since the last child. */
  text: string;
}

interface Parsing {
  readonly source: string;
  readonly stack: Open[];
  /** Processing instructions before the root element. */
  readonly instructions: string[];
  root: XmlElement | null;
  elements: number;
}

/** A document that was read: its decoded text, into which the elements' positions point. */
export interface XmlDocument {
  readonly source: string;
  readonly root: XmlElement;
  /** Processing instructions before the root element, without their brackets: only a signature may cover them. */
  readonly instructions: readonly string[];
}

/**
 * Reads a document into elements: one pass, no recursion, nothing fetched or expanded. Findings, never exceptions:
 * those of `decodeXml`, `doctype` (any DTD, hence every entity declaration), `too-complex` (depth, elements,
 * attributes), `not-well-formed`. Source: XML 1.0 5th ed., Namespaces in XML 1.0 3rd ed.
 */
export function parseXml(input: Uint8Array | string): XmlDocument | Finding {
  const source = decodeXml(input);
  if (typeof source !== 'string') return source;
  const parsing: Parsing = { source, stack: [], instructions: [], root: null, elements: 0 };
  let at = behindDeclaration(source);
  while (at < source.length) {
    const markup = source.indexOf('<', at);
    const end = markup === -1 ? source.length : markup;
    if (end > at && !addText(parsing, source.slice(at, end)))
      return malformed(source, at, 'text that may not stand here');
    if (markup === -1) break;
    const next = step(parsing, markup);
    if (typeof next !== 'number') return next;
    at = next;
  }
  const { root, stack, instructions } = parsing;
  return root && stack.length === 0
    ? { source, root, instructions }
    : malformed(source, source.length, root ? 'an element that does not end' : 'no element');
}

function behindDeclaration(source: string): number {
  const declaration =
    /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*["']1\.\d["'][^<>?]*\?>/.exec(source)?.[0] ?? '';
  return declaration.length;
}

/** Reads one piece of markup; gives the position behind it. */
function step(parsing: Parsing, at: number): number | Finding {
  const { source } = parsing;
  switch (source[at + 1]) {
    case '/':
      return close(parsing, at);
    case '?':
      return instruction(parsing, at);
    case '!':
      return declaration(parsing, at);
    default:
      return open(parsing, at);
  }
}

function instruction({ source, instructions, root, stack }: Parsing, at: number): number | Finding {
  const end = source.indexOf('?>', at);
  const target = /^[^\s?]*/.exec(source.slice(at + 2, at + 100))?.[0] ?? '';
  if (target === '' || target.toLowerCase() === 'xml' || end === -1)
    return malformed(source, at, 'a processing instruction or XML declaration that may not stand here');
  if (!root && stack.length === 0) instructions.push(source.slice(at + 2, end));
  return end + 2;
}

function declaration(parsing: Parsing, at: number): number | Finding {
  const { source, stack } = parsing;
  if (source.startsWith('<!--', at)) {
    const end = source.indexOf('--', at + 4);
    return source[end + 2] === '>' && end !== -1 ? end + 3 : malformed(source, at, 'a broken comment');
  }
  if (source.startsWith('<![CDATA[', at)) {
    const end = source.indexOf(']]>', at);
    const parent = stack.at(-1);
    if (end === -1 || !parent) return malformed(source, at, 'a CDATA section that may not stand here');
    parent.text += source.slice(at + 9, end);
    return end + 3;
  }
  return { rule: 'doctype', path: '', message: 'a document type declaration: none is read' };
}

function open(parsing: Parsing, at: number): number | Finding {
  const { source, stack } = parsing;
  const tag = readStartTag(source, at + 1);
  if (isFinding(tag)) return tag;
  const parent = stack.at(-1);
  if (!parent && parsing.root) return malformed(source, at, 'a second root element');
  parsing.elements += 1;
  if (parsing.elements > maxElements || stack.length >= maxDepth) {
    const message = `more than ${maxElements} elements or ${maxDepth} levels`;
    return { rule: 'too-complex', path: '', message };
  }
  const scope = scopeOf(parent?.scope, tag);
  if (!scope) return malformed(source, at, 'a namespace prefix that is not declared, or may not be');
  const count = counted(parent, tag.name);
  const path = `${parent?.path ?? ''}/${tag.name}${count > 1 ? `[${count}]` : ''}`;
  stack.push({ tag, scope, path, start: at, children: [], counts: null, pieces: [], text: '' });
  if (tag.empty) finish(parsing, tag.next);
  return tag.next;
}

function counted(parent: Open | undefined, name: string): number {
  if (!parent) return 1;
  parent.counts ??= new Map();
  const count = (parent.counts.get(name) ?? 0) + 1;
  parent.counts.set(name, count);
  return count;
}

function close(parsing: Parsing, at: number): number | Finding {
  const { source, stack } = parsing;
  const found = readEndTag(source, at + 2);
  const tag = stack.at(-1)?.tag;
  if (!found || !tag || found[0] !== (tag.prefix === '' ? tag.name : `${tag.prefix}:${tag.name}`))
    return malformed(source, at, 'an end tag that fits no start tag');
  finish(parsing, found[1]);
  return found[1];
}

function finish(parsing: Parsing, end: number): void {
  const done = parsing.stack.pop();
  if (!done) return;
  const { tag, scope, path, start, children } = done;
  const { pieces } = done;
  pieces.push(done.text);
  const text = children.length === 0 ? done.text : pieces.join('');
  const { name, prefix, attributes } = tag;
  const namespace = scope[prefix] ?? '';
  const element = { name, prefix, namespace, attributes, children, text, pieces, path, start, end };
  const parent = parsing.stack.at(-1);
  if (!parent) {
    parsing.root = element;
    return;
  }
  parent.children.push(element);
  parent.pieces.push(parent.text);
  parent.text = '';
}

function addText({ stack }: Parsing, raw: string): boolean {
  const parent = stack.at(-1);
  if (!parent) return !/[^ \t\n]/.test(raw);
  const text = unescapeXml(raw);
  if (text === null || raw.includes(']]>')) return false;
  parent.text += text;
  return true;
}
