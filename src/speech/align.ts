/*
 * Which part of a reading belongs to which part of a text. A line comes as two strings, 避難指示です and ひなんしじです: kana
 * stands in both, and what lies between is the reading of a word in kanji or of a number.
 */

/** A stretch of text and its reading; `fixed` is kana (or a sign) that reads itself. */
export interface Piece {
  readonly text: string;
  readonly reading: string;
  readonly fixed: boolean;
}

const readsItself = /^[\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;
const isSign = /^[^\p{L}\p{N}ー々〆ヶ]$/u;

/** ヶ stands in names (鳩ヶ丘) and is read が. */
const kindOf = (letter: string): 'kana' | 'sign' | 'word' =>
  letter === 'ヶ' || letter === 'ヵ'
    ? 'word'
    : readsItself.test(letter)
      ? 'kana'
      : isSign.test(letter)
        ? 'sign'
        : 'word';

interface AlignPart {
  text: string;
  readonly kind: 'kana' | 'sign' | 'word';
}

/** A text as single kana and whole words; signs are told apart, since a reading may lack them. */
function partsOf(text: string, names: readonly string[]): readonly AlignPart[] {
  const parts: AlignPart[] = [];
  for (let at = 0; at < text.length;) {
    const name = names.find((each) => text.startsWith(each, at));
    const letter = name ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
    const kind = name === undefined ? kindOf(letter) : 'word';
    const last = parts.at(-1);
    if (kind === 'word' && name === undefined && last?.kind === 'word') last.text += letter;
    else parts.push({ text: letter, kind });
    at += letter.length;
  }
  return parts;
}

const isStop = (letter: string | undefined): boolean => letter === '、' || letter === '。';

/** What a word's reading is usually as long as: two kana a letter. */
const usual = 2;

/**
 * The pieces of a text with their readings; null where the two don't belong together. Of several ways the one whose words
 * are read most evenly. `names` are words of their own though they hold kana (防災はとやま).
 */
export function align(text: string, reading: string, names: readonly string[] = []): readonly Piece[] | null {
  const parts = partsOf(text, names);
  const kana = [...reading.replaceAll(/[^\p{Script=Hiragana}\p{Script=Katakana}ー、。]/gu, '')];
  const width = kana.length + 1;
  const cost = new Float64Array((parts.length + 1) * width).fill(Infinity);
  const taken = new Int32Array((parts.length + 1) * width);
  cost[0] = 0;
  const offer = (at: number, price: number, length: number): void => {
    if (price >= (cost[at] ?? 0)) return;
    cost[at] = price;
    taken[at] = length;
  };
  for (const [at, part] of parts.entries())
    for (let from = 0; from < width; from += 1) {
      const price = cost[at * width + from] ?? Infinity;
      if (price === Infinity) continue;
      const next = (at + 1) * width + from;
      // A comma stands in both, and no word reaches across it; one that the reading lacks costs little.
      if (part.kind === 'sign' && isStop(kana[from]) && kana[from] === part.text) offer(next + 1, price, 1);
      else if (part.kind === 'sign') offer(next, price + (isStop(part.text) ? 1 : 0), 0);
      else if (part.kind === 'kana') {
        if (kana[from] === part.text) offer(next + 1, price, 1);
      } else {
        const expected = part.text.length * usual;
        const most = Math.min(kana.length - from, part.text.length * 8);
        for (let length = 1; length <= most && !isStop(kana[from + length - 1]); length += 1)
          offer(next + length, price + (length - expected) ** 2 / expected, length);
      }
    }
  return cost[parts.length * width + kana.length] === Infinity ? null : trace(parts, kana, taken);
}

function trace(parts: readonly AlignPart[], kana: readonly string[], taken: Int32Array): readonly Piece[] {
  const pieces: Piece[] = [];
  let left = kana.length;
  for (let at = parts.length; at > 0; at -= 1) {
    const part = parts[at - 1];
    const length = taken[at * (kana.length + 1) + left] ?? 0;
    const reading = kana.slice(left - length, left).join('');
    if (part !== undefined) pieces.push({ text: part.text, reading, fixed: part.kind !== 'word' });
    left -= length;
  }
  return pieces.reverse();
}
