import type { Finding } from './finding.js';
import { maxCapBytes } from './limits.js';

/** Encodings that are read; XML needs the first and UTF-16, real senders used the others. */
const encodings = ['utf-8', 'utf-16', 'us-ascii', 'iso-8859-1', 'windows-1252', 'shift_jis', 'euc-jp'];

/** XML 1.0 §2.2 forbids these characters. */
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

const fault = (rule: string, message: string): Finding => ({ rule, path: '', message });

/**
 * The text of a document, line ends as `\n` (XML 1.0 §2.11), without byte order mark. Bytes are decoded as their byte
 * order mark or XML declaration says, as UTF-8 otherwise. Findings: `too-large`, `unknown-encoding`, `not-well-formed`.
 */
export function decodeXml(input: Uint8Array | string): string | Finding {
  const size = typeof input === 'string' ? input.length : input.byteLength;
  if (size > maxCapBytes) return fault('too-large', `more than ${maxCapBytes} bytes`);
  const text = typeof input === 'string' ? input : decodeBytes(input);
  if (typeof text !== 'string') return text;
  if (!text.isWellFormed() || forbidden.test(text))
    return fault('not-well-formed', 'a character that XML forbids');
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return plain.includes('\r') ? plain.replace(/\r\n?/g, '\n') : plain;
}

function decodeBytes(bytes: Uint8Array): string | Finding {
  const encoding = byteOrderMark(bytes) ?? declared(bytes);
  if (!encodings.includes(encoding.replace('utf-16be', 'utf-16').replace('utf-16le', 'utf-16')))
    return fault('unknown-encoding', 'the declared encoding is not one that is read');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return fault('not-well-formed', `not ${encoding}`);
  }
}

function byteOrderMark([first, second]: Uint8Array): string | null {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  // "<" in UTF-16 without a mark: XML 1.0 appendix F.
  if (first === 0 && second === 0x3c) return 'utf-16be';
  return first === 0x3c && second === 0 ? 'utf-16le' : null;
}

function declared(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  const [, name] =
    /^(?:\u00EF\u00BB\u00BF)?<\?xml [^>]*?encoding ?= ?["']([\w.-]{1,20})["']/.exec(head) ?? [];
  const encoding = name?.toLowerCase() ?? 'utf-8';
  // Without a mark and with a readable declaration it can't be UTF-16, whatever it says.
  return encoding === 'utf-16' ? 'utf-8' : encoding;
}
