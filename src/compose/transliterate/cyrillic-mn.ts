import { glides, type Onset, type Syllable, type Vowel, type Word } from './kana.js';

/**
 * Japanese names as Mongolian writes them: close to Polivanov's vowels, but し ши, ち чи, じ жи, and う is ү in
 * every place, as in CLDR's prefectures (Фүкүшима, Чиба, Айчи, Мияги, Кочи). Long vowels are not written,
 * except ii, which Mongolian writes ий. Cities that Mongolian has names for (Токио) are not what this is
 * for.
 */
const hard: Readonly<Record<Vowel, string>> = { a: 'а', i: 'и', u: 'ү', e: 'э', o: 'о' };
const soft: Readonly<Record<Vowel, string>> = { a: 'я', i: 'и', u: 'ю', e: 'е', o: 'ё' };

const consonants: Readonly<Record<Onset, string>> = {
  '': '',
  k: 'к',
  g: 'г',
  s: 'с',
  sh: 'ш',
  z: 'з',
  j: 'ж',
  t: 'т',
  ch: 'ч',
  ts: 'ц',
  d: 'д',
  n: 'н',
  h: 'х',
  f: 'ф',
  b: 'б',
  p: 'п',
  m: 'м',
  y: '',
  r: 'р',
  w: 'в',
  v: 'в',
  ky: 'к',
  gy: 'г',
  ny: 'н',
  hy: 'х',
  by: 'б',
  py: 'п',
  my: 'м',
  ry: 'р',
  ty: 'т',
  dy: 'д',
  fy: 'ф',
  vy: 'в',
  kw: 'кв',
  gw: 'гв',
};

/** っ before ч and ц is the stop they begin with, not the letter twice. */
const doubled: Readonly<Partial<Record<Onset, string>>> = { ch: 'т', ts: 'т' };

const nasalOf = (syllable: Syllable, next: Syllable | undefined): string => {
  if (!syllable.nasal) return '';
  return next?.onset === '' || next?.onset === 'y' ? 'нъ' : 'н';
};

/** い after a vowel is й, unless a vowel follows that й would melt with. */
const isGlide = (word: Word, at: number): boolean =>
  at > 0 && glides(word, at - 1) && word[at + 1]?.onset !== '';

export const cyrillicWord = (word: Word): string => {
  const letters = word
    .map((syllable, at) => {
      if (isGlide(word, at)) return 'й';
      const { onset, vowel, long, geminate } = syllable;
      const consonant = consonants[onset];
      const stop = geminate ? (doubled[onset] ?? consonant.charAt(0)) : '';
      const vowelLetter = (onset.endsWith('y') ? soft : hard)[vowel];
      const length = vowel === 'i' && long !== 'none' ? 'й' : '';
      return stop + consonant + vowelLetter + length + nasalOf(syllable, word[at + 1]);
    })
    .join('');
  return letters.charAt(0).toUpperCase() + letters.slice(1);
};
