/**
 * Kana into syllables: the one place that knows how Japanese is written; the scripts beside it know only
 * sounds.
 */

export type Vowel = 'a' | 'i' | 'u' | 'e' | 'o';
export const vowels: readonly Vowel[] = ['a', 'i', 'u', 'e', 'o'];

/** Onsets as Hepburn spells them, with their kana in the order of the vowels; `-` where Japanese has none. */
const rows = {
  '': 'あ い う え お',
  k: 'か き く け こ',
  g: 'が ぎ ぐ げ ご',
  s: 'さ すぃ す せ そ',
  sh: 'しゃ し しゅ しぇ しょ',
  z: 'ざ ずぃ ず ぜ ぞ',
  j: 'じゃ じ じゅ じぇ じょ',
  t: 'た てぃ とぅ て と',
  ch: 'ちゃ ち ちゅ ちぇ ちょ',
  ts: 'つぁ つぃ つ つぇ つぉ',
  d: 'だ でぃ どぅ で ど',
  n: 'な に ぬ ね の',
  h: 'は ひ - へ ほ',
  f: 'ふぁ ふぃ ふ ふぇ ふぉ',
  b: 'ば び ぶ べ ぼ',
  p: 'ぱ ぴ ぷ ぺ ぽ',
  m: 'ま み む め も',
  y: 'や - ゆ いぇ よ',
  r: 'ら り る れ ろ',
  w: 'わ うぃ - うぇ うぉ',
  v: 'ゔぁ ゔぃ ゔ ゔぇ ゔぉ',
  ky: 'きゃ - きゅ きぇ きょ',
  gy: 'ぎゃ - ぎゅ ぎぇ ぎょ',
  ny: 'にゃ - にゅ にぇ にょ',
  hy: 'ひゃ - ひゅ ひぇ ひょ',
  by: 'びゃ - びゅ びぇ びょ',
  py: 'ぴゃ - ぴゅ ぴぇ ぴょ',
  my: 'みゃ - みゅ みぇ みょ',
  ry: 'りゃ - りゅ りぇ りょ',
  ty: 'てゃ - てゅ - てょ',
  dy: 'でゃ - でゅ - でょ',
  fy: 'ふゃ - ふゅ - ふょ',
  vy: 'ゔゃ - ゔゅ - ゔょ',
  kw: 'くぁ くぃ - くぇ くぉ',
  gw: 'ぐぁ ぐぃ - ぐぇ ぐぉ',
} as const;
export type Onset = keyof typeof rows;

/** Kana that sound like another today. ヶ and ヵ are letters of names: が and か. */
const alike = (
  'を お,ゐ い,ゑ え,ぢ じ,づ ず,ぢゃ じゃ,ぢゅ じゅ,ぢぇ じぇ,ぢょ じょ,くゎ くぁ,ぐゎ ぐぁ,ゕ か,ゖ が,ゎ わ,' +
  'ぁ あ,ぃ い,ぅ う,ぇ え,ぉ お,ゃ や,ゅ ゆ,ょ よ,ヷ ゔぁ,ヸ ゔぃ,ヹ ゔぇ,ヺ ゔぉ'
)
  .split(',')
  .map((pair) => pair.split(' ') as [string, string]);

/** How a long vowel was written: ー, the same vowel again (おお), or う after お. */
export type Length = 'none' | 'bar' | 'doubled' | 'ou';

export interface Syllable {
  readonly onset: Onset;
  readonly vowel: Vowel;
  readonly long: Length;
  /** ん follows the vowel. */
  readonly nasal: boolean;
  /** っ stands before the onset. */
  readonly geminate: boolean;
}
export type Word = readonly Syllable[];

interface Mora {
  readonly onset: Onset;
  readonly vowel: Vowel;
}

const table = new Map<string, Mora>(
  (Object.entries(rows) as [Onset, string][]).flatMap(([onset, kana]) =>
    kana
      .split(' ')
      .map((each, at): [string, Mora] => [each, { onset, vowel: vowels[at] ?? 'a' }])
      .filter(([each]) => each !== '-'),
  ),
);
for (const [kana, sound] of alike) {
  const mora = table.get(sound);
  if (mora !== undefined) table.set(kana, mora);
}

/** Every mora there is, in hiragana, except ん, っ and ー. */
export const morae: readonly string[] = [...table.keys()];

const toHiragana = (text: string): string =>
  text.replace(/[ァ-ヶヽヾ]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

/** ゝ repeats the kana before it, ゞ repeats it voiced. */
const repeated = (text: string): string =>
  text
    .replace(/(.)([ゝゞ])/gu, (_, kana: string, mark: string) =>
      mark === 'ゝ' ? kana + kana : kana + `${kana}\u3099`.normalize('NFC'),
    )
    .replace(/[ゝゞ\u3099\u309A]/gu, '');

/** A loan word inside a name (ふれあいセンター) is a word of its own. ヶ is no sign of one: it stands inside names. */
const parted = (text: string): string =>
  text.replace(/(?<=[ぁ-ゖ])(?=[ァ-ヴ][ァ-ヺー])|(?<=[ァ-ヴ]ー?)(?=[ぁ-ゖ])/gu, ' ');

const normalized = (text: string): string =>
  repeated(
    toHiragana(parted(text.replaceAll('゛', '\u3099').replaceAll('゜', '\u309A').normalize('NFKC'))),
  ).replace(/[・゠]/gu, ' ');

/**
 * Kana can't tell a long vowel from two words that meet (こ・うり 小売, みず・うみ 湖). おう, おお and うう are read as long,
 * which is right for nearly every name. ああ, いい and ええ are long at the head of a word only (にいがた, いいだ):
 * further inside two words meet (なか・あらい, にし・いるま, たい・いく). Where that is wrong, ・ or a space in the reading
 * parts the two. えい stays two vowels here: whether it is one is a question of the script.
 */
const lengthened = (word: Word, mora: Mora): Length => {
  const before = word.at(-1);
  if (before === undefined || before.long !== 'none' || before.nasal || mora.onset !== '') return 'none';
  if (before.vowel === 'o' && mora.vowel === 'u') return 'ou';
  if (before.vowel !== mora.vowel) return 'none';
  return word.length === 1 || mora.vowel === 'u' || mora.vowel === 'o' ? 'doubled' : 'none';
};

const parse = (run: string): Word => {
  const word: Syllable[] = [];
  let geminate = false;
  let at = 0;
  const add = (syllable: Partial<Syllable> & Mora): void => {
    word.push({ long: 'none', nasal: false, geminate: geminate && syllable.onset !== '', ...syllable });
    geminate = false;
  };
  const change = (part: Partial<Syllable>): void => {
    const last = word.pop();
    if (last !== undefined) word.push({ ...last, ...part });
  };
  while (at < run.length) {
    const kana = run.charAt(at);
    const two = run.slice(at, at + 2);
    const digraph = two.length === 2 ? table.get(two) : undefined;
    const mora = digraph ?? table.get(kana);
    const last = word.at(-1);
    at += digraph === undefined ? 1 : 2;
    if (kana === 'っ') geminate = true;
    else if (kana === 'ー') change(last?.long === 'none' && !last.nasal ? { long: 'bar' } : {});
    else if (kana === 'ん' && last !== undefined && !last.nasal && !geminate) change({ nasal: true });
    // ん with no vowel to lean on (no name of a place has it) is given one.
    else if (kana === 'ん') add({ onset: '', vowel: 'u', nasal: true });
    else if (mora !== undefined) {
      const long = geminate ? 'none' : lengthened(word, mora);
      if (long === 'none') add(mora);
      else change({ long });
    }
  }
  return word;
};

/**
 * Kana as words of syllables; what is not kana (spaces, digits, Latin letters) stays a string. ・ becomes a
 * space.
 */
export const splitKana = (text: string): readonly (Word | string)[] =>
  normalized(text)
    .split(/([ぁ-ゖーヷ-ヺ]+)/u)
    .map((part, at) => (at % 2 === 0 ? part : parse(part)))
    .filter((part) => part.length > 0);

/** True where an い without anything of its own follows a short open vowel: あい of さいたま, えい of かめい. */
export const glides = (word: Word, at: number): boolean => {
  const here = word[at];
  const next = word[at + 1];
  if (here === undefined || next === undefined || here.long !== 'none' || here.nasal) return false;
  if (next.onset !== '' || next.vowel !== 'i' || next.long !== 'none' || next.nasal) return false;
  return word[at + 2]?.geminate !== true;
};
