import type { Finding } from './finding.js';
import { maxAttributes } from './limits.js';
import type { XmlAttribute } from './tree.js';

/** A start tag: `next` is the position behind it. */
export interface StartTag {
  readonly prefix: string;
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly empty: boolean;
  readonly next: number;
}

const first =
  'A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D' +
  '\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const ncName = `[${first}][${first}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*`;
const qualifiedName = new RegExp(`(?:(${ncName}):)?(${ncName})`, 'uy');
const attribute = new RegExp(
  `[ \\t\\n]+((?:${ncName}:)?${ncName})[ \\t\\n]*=[ \\t\\n]*(?:"([^"<]*)"|'([^'<]*)')`,
  'uy',
);
const tagEnd = /[ \t\n]*(\/?)>/y;
const endTag = new RegExp(`((?:${ncName}:)?${ncName})[ \\t\\n]*>`, 'uy');

const matchAt = (pattern: RegExp, source: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(source);
};

/** A finding about markup; `at` becomes a line number. */
export const malformed = (source: string, at: number, message: string): Finding => {
  let line = 1;
  for (let end = source.indexOf('\n'); end !== -1 && end < at; end = source.indexOf('\n', end + 1)) line += 1;
  return { rule: 'not-well-formed', path: '', message: `line ${line}: ${message}` };
};

const noAttributes: readonly XmlAttribute[] = [];
const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\n' || character === '\t';

/** Reads the start tag whose name begins at `at`. */
export function readStartTag(source: string, at: number): StartTag | Finding {
  const named = matchAt(qualifiedName, source, at);
  if (!named) return malformed(source, at, 'no name after "<"');
  let next = at + named[0].length;
  const attributes = new Map<string, string>();
  while (isBlank(source[next])) {
    const found = matchAt(attribute, source, next);
    if (!found) break;
    const [whole, name = '', double, single] = found;
    const value = unescapeXml((double ?? single ?? '').replace(/[\t\n]/g, ' '));
    if (value === null) return malformed(source, next, 'a reference that no DTD could define');
    if (attributes.has(name)) return malformed(source, next, 'an attribute twice');
    attributes.set(name, value);
    next += whole.length;
    if (attributes.size > maxAttributes) {
      return {
        rule: 'too-complex',
        path: '',
        message: `more than ${maxAttributes} attributes on an element`,
      };
    }
  }
  const end = matchAt(tagEnd, source, next);
  if (!end) return malformed(source, next, 'a start tag that does not end');
  return {
    prefix: named[1] ?? '',
    name: named[2] ?? '',
    attributes:
      attributes.size === 0 ? noAttributes : Array.from(attributes, ([name, value]) => ({ name, value })),
    empty: end[1] === '/',
    next: next + end[0].length,
  };
}

/** Reads the end tag whose name begins at `at`: its qualified name and the position behind it. */
export function readEndTag(source: string, at: number): readonly [name: string, next: number] | null {
  const found = matchAt(endTag, source, at);
  return found && [found[1] ?? '', at + found[0].length];
}

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Resolves character references and the five predefined entities; null where another one stands. */
export function unescapeXml(text: string): string | null {
  if (!text.includes('&')) return text;
  let unknown = false;
  const plain = text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));|&/g,
    (_whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      const character = name === undefined ? characterOf(hex, decimal) : predefined[name];
      unknown ||= character === undefined;
      return character ?? '';
    },
  );
  return unknown ? null : plain;
}

function characterOf(hex: string | undefined, decimal: string | undefined): string | undefined {
  const code = hex === undefined ? Number(decimal ?? '0') : parseInt(hex, 16);
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}
