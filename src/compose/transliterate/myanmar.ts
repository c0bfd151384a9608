import { glides, type Onset, type Syllable, type Vowel, type Word } from './kana.js';

/**
 * Japanese names as Burmese writes them (တိုကျို, နာဂိုယာ, ဆပ်ပိုရို, ရှိဂါ; from memory; the broadcaster NHK writes i
 * and u short, ိ ု, and long ones ီ ူ). A final stop or nasal changes the vowel's spelling: မတ် is [maʔ],
 * ရှင် [ʃɪɴ], ဂျွန် [dʑʊɴ]. あい is ိုင်, as in ဆိုင်တာမ.
 */
const onsets: Readonly<Record<Onset, readonly [letter: string, medial: string]>> = {
  '': ['အ', ''],
  k: ['က', ''],
  g: ['ဂ', ''],
  s: ['ဆ', ''],
  sh: ['ရ', 'ှ'],
  z: ['ဇ', ''],
  j: ['ဂ', 'ျ'],
  t: ['တ', ''],
  ch: ['ခ', 'ျ'],
  ts: ['ဆ', ''],
  d: ['ဒ', ''],
  n: ['န', ''],
  h: ['ဟ', ''],
  f: ['ဖ', ''],
  b: ['ဘ', ''],
  p: ['ပ', ''],
  m: ['မ', ''],
  y: ['ယ', ''],
  r: ['ရ', ''],
  w: ['ဝ', ''],
  v: ['ဗ', ''],
  ky: ['က', 'ျ'],
  gy: ['ဂ', 'ျ'],
  ny: ['ည', ''],
  hy: ['ဟ', 'ျ'],
  by: ['ဘ', 'ျ'],
  py: ['ပ', 'ျ'],
  my: ['မ', 'ျ'],
  ry: ['ရ', 'ျ'],
  ty: ['တ', 'ျ'],
  dy: ['ဒ', 'ျ'],
  fy: ['ဖ', 'ျ'],
  vy: ['ဗ', 'ျ'],
  kw: ['က', 'ွ'],
  gw: ['ဂ', 'ွ'],
};

type Signs = Readonly<Record<Vowel, string>>;
const open: Signs = { a: 'ာ', i: 'ိ', u: 'ု', e: 'ေ', o: 'ို' };
const long: Signs = { ...open, i: 'ီ', u: 'ူ' };
/** ွ is a medial and is put among them below. */
const nasal: Signs = { a: 'န်', i: 'င်', u: 'ွန်', e: 'ိန်', o: 'ုန်' };
const stop: Signs = { a: 'တ်', i: 'စ်', u: 'ွတ်', e: 'ိတ်', o: 'ုတ်' };
const labialStop: Signs = { a: 'ပ်', i: 'စ်', u: 'ွပ်', e: 'ိပ်', o: 'ုပ်' };

/** Letters that would look like another with the round ာ, and take the tall one; a medial makes it needless. */
const tall = new Set(['ဂ', 'ဒ', 'ပ', 'ဝ']);

const rhyme = (syllable: Syllable, next: Syllable | undefined): string => {
  const { vowel } = syllable;
  if (syllable.nasal) return nasal[vowel];
  if (syllable.long !== 'none') return long[vowel];
  if (next?.geminate === true) return (/^[pb]/u.test(next.onset) ? labialStop : stop)[vowel];
  // Burmese has no ts: its t closes the syllable before (မတ်ဆု まつ), so that it is not heard as ます.
  return next?.onset === 'ts' ? stop[vowel] : open[vowel];
};

const compose = (onset: Onset, vowels: string): string => {
  const [letter, medial] = onsets[onset];
  if (vowels === 'ာ' && medial === '' && tall.has(letter)) return `${letter}ါ`;
  const rounded = vowels.startsWith('ွ');
  // The order of medials in the encoding is ျ ွ ှ (Unicode, Myanmar).
  const medials = [...new Set([...medial, ...(rounded ? 'ွ' : '')])].sort().join('');
  return letter + medials + (rounded ? vowels.slice(1) : vowels);
};

export const myanmarWord = (word: Word): string => {
  let written = '';
  for (let at = 0; at < word.length; at += 1) {
    const syllable = word[at];
    if (syllable === undefined) break;
    if (syllable.vowel === 'a' && glides(word, at)) {
      written += compose(syllable.onset, 'ိုင်');
      at += 1;
    } else written += compose(syllable.onset, rhyme(syllable, word[at + 1]));
  }
  return written;
};
