/** A mail or a part of one (RFC 5322, RFC 2045), as far as reports and the drill's mailboxes need it. */
export interface MailPart {
  /** Lower-case names; several headers of one name in their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** As it stands, with its transfer encoding. */
  readonly body: string;
}

/** Nested deeper than this nothing of ours is, and a hostile mail is read no further. */
const deepest = 8;

/** Reads headers and body of a mail, one character a byte (latin1) or as text. Never throws: what is no mail has no headers. */
export function readMail(raw: string): MailPart {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end === null ? raw : raw.slice(0, end.index);
  const body = end === null ? '' : raw.slice(end.index + end[0].length);
  const headers = new Map<string, string[]>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value = ''] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value.trim()]);
  }
  return { headers, body };
}

/** The first header of that name, with RFC 2047's encoded words read; empty where there is none. */
export const headerOf = ({ headers }: MailPart, name: string): string =>
  decodeWords(headers.get(name)?.[0] ?? '');

/** The content type in lower case without its parameters; RFC 2045's default where none is given. */
export const typeOf = (part: MailPart): string =>
  (part.headers.get('content-type')?.[0] ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? '';

const parameter = (part: MailPart, name: string): string | undefined => {
  const value = part.headers.get('content-type')?.[0] ?? '';
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value);
  return found?.[1] ?? found?.[2];
};

/** The parts of a multipart, in order; none of anything else. */
function partsOf(part: MailPart): readonly MailPart[] {
  const boundary = parameter(part, 'boundary');
  if (!typeOf(part).startsWith('multipart/') || boundary === undefined || boundary === '') return [];
  const [, ...pieces] = `\n${part.body.replaceAll('\r\n', '\n')}`.split(`\n--${boundary}`);
  const closing = pieces.findIndex((piece) => piece.startsWith('--'));
  return (closing < 0 ? pieces : pieces.slice(0, closing)).map((piece) =>
    readMail(piece.replace(/^[ \t]*\n/, '')),
  );
}

/** The first part of that type, however deep; null where there is none. */
export function findPart(part: MailPart, type: string, depth = 0): MailPart | null {
  if (typeOf(part) === type) return part;
  if (depth >= deepest) return null;
  for (const child of partsOf(part)) {
    const found = findPart(child, type, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** A part's text, its transfer encoding undone; read as UTF-8, which is what we write. */
export function textOf(part: MailPart): string {
  const encoding = (part.headers.get('content-transfer-encoding')?.[0] ?? '7bit').toLowerCase();
  if (encoding === 'base64') return utf8(fromBase64(part.body.replaceAll(/[^A-Za-z0-9+/]/g, '')));
  // A space before a line's soft end belongs to the text, one behind it a transport may have added (RFC 2045 §6.7).
  if (encoding === 'quoted-printable') return utf8(fromQuoted(part.body.replaceAll(/=[ \t]*\r?\n/g, '')));
  return utf8(part.body);
}

const fromQuoted = (text: string): string =>
  text.replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const fromBase64 = (text: string): string => {
  try {
    return atob(text.slice(0, text.length - (text.length % 4 === 1 ? 1 : 0)));
  } catch {
    return '';
  }
};

/** Bytes that stand one a character, read as UTF-8; what holds more than bytes is text already. */
const utf8 = (bytes: string): string => {
  for (let at = 0; at < bytes.length; at++) if (bytes.charCodeAt(at) > 255) return bytes;
  return new TextDecoder().decode(Uint8Array.from(bytes, (sign) => sign.charCodeAt(0)));
};

const encodedWord = /=\?utf-8\?([bq])\?([^?]*)\?=/gi;

/** RFC 2047 §6.2: white space between two encoded words is no part of the text, and a character may be cut in two. */
function decodeWords(value: string): string {
  const joined = value.replaceAll(/\?=\s+=\?/g, '?==?');
  return joined.replaceAll(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) =>
    utf8(
      [...run.matchAll(encodedWord)]
        .map(([, how = '', text = '']) =>
          how.toLowerCase() === 'b' ? fromBase64(text) : fromQuoted(text.replaceAll('_', ' ')),
        )
        .join(''),
    ),
  );
}
