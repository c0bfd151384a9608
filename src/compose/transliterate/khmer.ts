import { glides, vowels, type Onset, type Syllable, type Word } from './kana.js';

/**
 * Japanese names as Khmer writes them (CLDR's prefectures: អាអូម៉ូរី, ហ៊ីរ៉ូស៊ីម៉ា, ណាហ្គាសាគី, សៃតាម៉ា). A
 * Khmer vowel sign sounds by the series of its consonant: ា and ូ are a and o after the first, ី and ូ are i
 * and u after the second. So each onset has both, made where a letter is missing with ៉ and ៊, which stand
 * after a subscript (ម្យ៉ាង). Long vowels are not told apart.
 */
type Forms = readonly [a: string, i: string, u: string, e: string, o: string];
const series = (first: string, second: string, e: string = first): Forms => [first, second, second, e, first];

const onsets: Readonly<Record<Onset, Forms>> = {
  '': series('អ', 'អ៊'),
  k: series('ក', 'គ'),
  g: series('ហ្គ', 'ហ្គ៊'),
  s: series('ស', 'ស៊'),
  sh: ['ស្យ', 'ស៊', 'ស្យ៊', 'ស្យ', 'ស្យ'],
  z: series('ហ្ស', 'ហ្ស៊'),
  j: series('ច', 'ជ', 'ជ'),
  t: series('ត', 'ទ'),
  ch: series('ឆ', 'ឈ'),
  ts: series('ត្ស', 'ត្ស៊'),
  d: series('ដ', 'ឌ'),
  n: series('ណ', 'ន', 'ន'),
  h: series('ហ', 'ហ៊'),
  f: series('ហ្វ', 'ហ្វ៊'),
  b: series('ប', 'ប៊'),
  p: series('ប៉', 'ព'),
  m: series('ម៉', 'ម', 'ម'),
  y: series('យ៉', 'យ', 'យ'),
  r: series('រ៉', 'រ', 'រ'),
  w: series('វ៉', 'វ', 'វ'),
  v: series('វ៉', 'វ', 'វ'),
  ky: series('ក្យ', 'គ្យ'),
  gy: series('ហ្គ្យ', 'ហ្គ្យ៊'),
  ny: series('ញ៉', 'ញ', 'ញ'),
  hy: series('ហ្យ', 'ហ្យ៊'),
  by: series('ប្យ', 'ប្យ៊'),
  py: series('ព្យ៉', 'ព្យ', 'ព្យ'),
  my: series('ម្យ៉', 'ម្យ', 'ម្យ'),
  ry: series('រ្យ៉', 'រ្យ', 'រ្យ'),
  ty: series('ត្យ', 'ទ្យ'),
  dy: series('ដ្យ', 'ឌ្យ'),
  fy: series('ហ្វ្យ', 'ហ្វ្យ៊'),
  vy: series('វ្យ៉', 'វ្យ', 'វ្យ'),
  kw: series('ក្វ', 'គ្វ'),
  gw: series('ហ្គ្វ', 'ហ្គ្វ៊'),
};
const signs: Forms = ['ា', 'ី', 'ូ', 'េ', 'ូ'];

/** What closes a syllable before っ, by the first letter of the onset; t for the rest. */
const stops: Readonly<Partial<Record<string, string>>> = { k: 'ក', g: 'ក', p: 'ប', b: 'ប', s: 'ស', z: 'ស' };

const coda = ({ vowel, long, nasal }: Syllable, next: Syllable | undefined): string => {
  // ់ shortens; only ា and the bare vowel can carry it.
  const short = vowel === 'a' && long === 'none' ? '់' : '';
  if (nasal) return `ន${short}`;
  return next?.geminate === true ? (stops[next.onset.charAt(0)] ?? 'ត') + short : '';
};

export const khmerWord = (word: Word): string => {
  let written = '';
  for (let at = 0; at < word.length; at += 1) {
    const syllable = word[at];
    if (syllable === undefined) break;
    const column = vowels.indexOf(syllable.vowel);
    const consonant = onsets[syllable.onset][column] ?? '';
    if (syllable.vowel === 'a' && glides(word, at)) {
      written += `${consonant}ៃ`;
      at += 1;
    } else written += consonant + (signs[column] ?? '') + coda(syllable, word[at + 1]);
  }
  return written;
};
