/*
 * Reads the rows out of a compiled MeCab dictionary. Debian ships Open JTalk's dictionary compiled and without the tables it
 * was made from; a town's words can only be added to the rows. Layout: mecab 0.996, dictionary.cpp and darts.h.
 */

/** One row as `mecab-dict-index` takes it. */
export interface Row {
  readonly surface: string;
  readonly left: number;
  readonly right: number;
  readonly cost: number;
  /** Part of speech, base form, reading, pronunciation, accent/morae, rule. */
  readonly feature: string;
}

const magic = 0xef718f77;
const headBytes = 10 * 4 + 32;
const tokenBytes = 16;

interface Parts {
  readonly base: Int32Array;
  readonly check: Int32Array;
  readonly tokens: Buffer;
  readonly features: Buffer;
}

/** @throws Error when the file is not a MeCab dictionary in UTF-8 */
function partsOf(file: Buffer): Parts {
  if (file.length < headBytes || (file.readUInt32LE(0) ^ magic) >>> 0 !== file.length)
    throw new Error('not a compiled MeCab dictionary');
  const charset = file.toString('latin1', 40, headBytes).replace(/\0.*$/su, '');
  if (!/^utf-?8$/iu.test(charset)) throw new Error(`a dictionary in ${charset}, not in UTF-8`);
  const [trie = 0, tokens = 0, features = 0] = [24, 28, 32].map((at) => file.readUInt32LE(at));
  const units = trie / 8;
  const base = new Int32Array(units);
  const check = new Int32Array(units);
  for (let unit = 0; unit < units; unit += 1) {
    base[unit] = file.readInt32LE(headBytes + unit * 8);
    check[unit] = file.readInt32LE(headBytes + unit * 8 + 4);
  }
  const from = headBytes + trie;
  return {
    base,
    check,
    tokens: file.subarray(from, from + tokens),
    features: file.subarray(from + tokens, from + tokens + features),
  };
}

function* rowsAt({ tokens, features }: Parts, value: number, surface: string): Generator<Row> {
  const [first, count] = [value >>> 8, value & 0xff];
  for (let at = first; at < first + count; at += 1) {
    const token = tokens.subarray(at * tokenBytes, (at + 1) * tokenBytes);
    const from = token.readUInt32LE(8);
    yield {
      surface,
      left: token.readUInt16LE(0),
      right: token.readUInt16LE(2),
      cost: token.readInt16LE(6),
      feature: features.toString('utf8', from, features.indexOf(0, from)),
    };
  }
}

/** Every row of a dictionary. @throws Error when the file is something else */
export function* rowsOf(file: Buffer): Generator<Row> {
  const parts = partsOf(file);
  const { base, check } = parts;
  /** Nodes yet to be looked at, with the bytes that lead there. */
  const open: { node: number; bytes: Buffer }[] = [{ node: base[0] ?? 0, bytes: Buffer.alloc(0) }];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const { node, bytes } = here;
    const own = base[node] ?? 0;
    if (check[node] === node && own < 0) yield* rowsAt(parts, -own - 1, bytes.toString('utf8'));
    for (let byte = 255; byte >= 0; byte -= 1) {
      const next = node + byte + 1;
      if (next < check.length && check[next] === node)
        open.push({ node: base[next] ?? 0, bytes: Buffer.concat([bytes, Buffer.of(byte)]) });
    }
  }
}

const quoted = (cell: string): string => (/[",]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A row as a line of the table. */
export const lineOf = ({ surface, left, right, cost, feature }: Row): string =>
  `${quoted(surface)},${left},${right},${cost},${feature}`;
