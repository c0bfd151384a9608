import type { Onset, Syllable, Vowel, Word } from './kana.js';

/**
 * Japanese names as Nepali writes them. There is no rule of an authority; this follows the prefectures in
 * CLDR (आओमोरी, इवाते, आकिता) and Nepali spelling: short i inside a word, ī after a consonant at its end, u
 * short at the end. Nepali ज and च are [dz] and [ts] before back vowels, so the Japanese j, ch and sh take य
 * there.
 */
const virama = '्';
/** Nepali keeps a half र before य (र्‍याली); without the joiner it would climb on the य as a reph. */
const joiner = '\u200d';

const onsets: Readonly<Record<Exclude<Onset, ''>, string>> = {
  k: 'क',
  g: 'ग',
  s: 'स',
  sh: 'श',
  z: 'ज',
  j: 'ज',
  t: 'त',
  ch: 'च',
  ts: 'त्स',
  d: 'द',
  n: 'न',
  h: 'ह',
  f: 'फ',
  b: 'ब',
  p: 'प',
  m: 'म',
  y: 'य',
  r: 'र',
  w: 'व',
  v: 'भ',
  ky: 'क्य',
  gy: 'ग्य',
  ny: 'न्य',
  hy: 'ह्य',
  by: 'ब्य',
  py: 'प्य',
  my: 'म्य',
  ry: `र्${joiner}य`,
  ty: 'त्य',
  dy: 'द्य',
  fy: 'फ्य',
  vy: 'भ्य',
  kw: 'क्व',
  gw: 'ग्व',
};

const letters: Readonly<Record<Vowel, string>> = { a: 'आ', i: 'इ', u: 'उ', e: 'ए', o: 'ओ' };
const signs: Readonly<Record<Vowel, string>> = { a: 'ा', i: 'ि', u: 'ु', e: 'े', o: 'ो' };
const longLetters: Readonly<Record<Vowel, string>> = { ...letters, i: 'ई', u: 'ऊ' };
const longSigns: Readonly<Record<Vowel, string>> = { ...signs, i: 'ी', u: 'ू' };

const vowelOf = ({ onset, vowel, long, nasal }: Syllable, isLast: boolean): string => {
  if (onset === '') return (long === 'none' ? letters : longLetters)[vowel];
  return (long !== 'none' || (isLast && vowel === 'i' && !nasal) ? longSigns : signs)[vowel];
};

const consonant = ({ onset, vowel, geminate }: Syllable): string => {
  if (onset === '') return '';
  const letter = onsets[onset];
  const soft = vowel !== 'i' && (onset === 'sh' || onset === 'ch' || onset === 'j') ? `${virama}य` : '';
  return (geminate ? letter.charAt(0) + virama : '') + letter + soft;
};

const nasalOf = (next: Onset | undefined): string => {
  if (next !== undefined && /^[kg]/u.test(next)) return 'ङ्';
  return next !== undefined && /^[pbm]/u.test(next) ? 'म्' : 'न्';
};

export const devanagariWord = (word: Word): string =>
  word
    .map((syllable, at) => {
      const next = word[at + 1];
      const end = syllable.nasal ? nasalOf(next?.onset) : '';
      return consonant(syllable) + vowelOf(syllable, next === undefined) + end;
    })
    .join('');
