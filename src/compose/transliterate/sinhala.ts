import type { Onset, Syllable, Vowel, Word } from './kana.js';

/**
 * Japanese names as Sinhala writes them (CLDR's prefectures: ෆුකුෂිමා, චිබා, නගනෝ, අඔමොරි, සයිටාමා): a, e
 * and o are long at the end of a name, い after a vowel is යි, z has no letter and is ස. Japanese t and d are
 * dental, ත and ද, as teachers of Japanese write them, not the ට and ඩ that come by way of English.
 */
const halKirima = '්';
/** Before ය it makes the yansaya of ක්‍ය. */
const joiner = '\u200d';
const yansaya = `${halKirima}${joiner}ය`;

const onsets: Readonly<Record<Exclude<Onset, ''>, string>> = {
  k: 'ක',
  g: 'ග',
  s: 'ස',
  sh: 'ෂ',
  z: 'ස',
  j: 'ජ',
  t: 'ත',
  ch: 'ච',
  ts: 'ත්ස',
  d: 'ද',
  n: 'න',
  h: 'හ',
  f: 'ෆ',
  b: 'බ',
  p: 'ප',
  m: 'ම',
  y: 'ය',
  r: 'ර',
  w: 'ව',
  v: 'ව',
  ky: `ක${yansaya}`,
  gy: `ග${yansaya}`,
  ny: `න${yansaya}`,
  hy: `හ${yansaya}`,
  by: `බ${yansaya}`,
  py: `ප${yansaya}`,
  my: `ම${yansaya}`,
  // ර්‍ය would be read as a repaya, r before ya.
  ry: 'රිය',
  ty: `ත${yansaya}`,
  dy: `ද${yansaya}`,
  fy: `ෆ${yansaya}`,
  vy: `ව${yansaya}`,
  kw: 'ක්ව',
  gw: 'ග්ව',
};

type Signs = Readonly<Record<Vowel, string>>;
const letters: Signs = { a: 'අ', i: 'ඉ', u: 'උ', e: 'එ', o: 'ඔ' };
const longLetters: Signs = { a: 'ආ', i: 'ඊ', u: 'ඌ', e: 'ඒ', o: 'ඕ' };
const signs: Signs = { a: '', i: 'ි', u: 'ු', e: 'ෙ', o: 'ො' };
const longSigns: Signs = { a: 'ා', i: 'ී', u: 'ූ', e: 'ේ', o: 'ෝ' };
const longAtEnd: readonly Vowel[] = ['a', 'e', 'o'];

const nasalOf = (next: Onset | undefined): string => {
  if (next !== undefined && /^[kg]/u.test(next)) return 'ං';
  return next !== undefined && /^[pbm]/u.test(next) ? 'ම්' : 'න්';
};

const body = (syllable: Syllable, before: Syllable | undefined, isLast: boolean): string => {
  const { onset, vowel, long, nasal, geminate } = syllable;
  const isLong = long !== 'none' || (isLast && !nasal && longAtEnd.includes(vowel));
  const sign = (isLong ? longSigns : signs)[vowel];
  if (onset !== '') {
    const letter = onsets[onset];
    return (geminate ? letter.charAt(0) + halKirima : '') + letter + sign;
  }
  if (vowel === 'i' && before !== undefined && !before.nasal) return `ය${sign}`;
  return (isLong ? longLetters : letters)[vowel];
};

export const sinhalaWord = (word: Word): string =>
  word
    .map((syllable, at) => {
      const next = word[at + 1];
      const end = syllable.nasal ? nasalOf(next?.onset) : '';
      return body(syllable, word[at - 1], next === undefined) + end;
    })
    .join('');
