import { glides, type Onset, type Syllable, type Vowel, type Word } from './kana.js';

/**
 * หลักเกณฑ์การทับศัพท์ภาษาญี่ปุ่น ของราชบัณฑิตยสภา พ.ศ. 2561 (ราชกิจจานุเบกษา เล่ม 135 ตอนพิเศษ 82 ง): k t
 * ch p are aspirated at the head of a word only, g is ก there and ง inside, a final short vowel is written
 * short, あい is ไ and えい is เ. From memory and from names in use (ฟูกูชิมะ, ไอจิ, รปปงงิ); the gazette itself
 * was not at hand.
 */
const onsets: Readonly<Record<Onset, readonly [first: string, later: string]>> = {
  '': ['อ', 'อ'],
  k: ['ค', 'ก'],
  g: ['ก', 'ง'],
  s: ['ซ', 'ซ'],
  sh: ['ช', 'ช'],
  z: ['ซ', 'ซ'],
  j: ['จ', 'จ'],
  t: ['ท', 'ต'],
  ch: ['ช', 'จ'],
  ts: ['ซ', 'ซ'],
  d: ['ด', 'ด'],
  n: ['น', 'น'],
  h: ['ฮ', 'ฮ'],
  f: ['ฟ', 'ฟ'],
  b: ['บ', 'บ'],
  p: ['พ', 'ป'],
  m: ['ม', 'ม'],
  y: ['ย', 'ย'],
  r: ['ร', 'ร'],
  w: ['ว', 'ว'],
  v: ['ว', 'ว'],
  ky: ['ค', 'ก'],
  gy: ['ก', 'ง'],
  ny: ['น', 'น'],
  hy: ['ฮ', 'ฮ'],
  by: ['บ', 'บ'],
  py: ['พ', 'ป'],
  my: ['ม', 'ม'],
  ry: ['ร', 'ร'],
  ty: ['ท', 'ต'],
  dy: ['ด', 'ด'],
  fy: ['ฟ', 'ฟ'],
  vy: ['ว', 'ว'],
  kw: ['คว', 'กว'],
  gw: ['กว', 'กว'],
};

/** Where the vowel goes around its consonant C; Thai writes some vowels before it. */
type Shapes = Readonly<Record<Vowel, string>>;
const inside: Shapes = { a: 'Cา', i: 'Cิ', u: 'Cู', e: 'เC', o: 'โC' };
const last: Shapes = { a: 'Cะ', i: 'Cิ', u: 'Cุ', e: 'เCะ', o: 'โCะ' };
const long: Shapes = { a: 'Cา', i: 'Cี', u: 'Cู', e: 'เC', o: 'โC' };
const closed: Shapes = { a: 'Cั', i: 'Cิ', u: 'Cุ', e: 'เC็', o: 'C' };
const palatal: Shapes = { a: 'เCีย', i: 'Cิ', u: 'Cิว', e: 'Cิเย', o: 'เCียว' };
const palatalLong: Shapes = { ...palatal, i: 'Cี', u: 'Cีว' };
const palatalClosed: Shapes = { a: 'เCีย', i: 'Cิ', u: 'Cิยุ', e: 'Cิเย็', o: 'Cิย' };

/** What closes a syllable before っ. Thai has no final h, w, y, r; none of them is doubled in a name. */
const stops: Readonly<Partial<Record<string, string>>> = {
  k: 'ก',
  g: 'ก',
  t: 'ต',
  ch: 'ต',
  ts: 'ต',
  d: 'ด',
  j: 'ด',
  p: 'ป',
  b: 'บ',
  s: 'ส',
  z: 'ส',
  sh: 'ช',
  f: 'ฟ',
  v: 'ฟ',
  m: 'ม',
  n: 'น',
};

const nasals = (next: Onset | undefined): string => {
  if (next === undefined || /^[kgw]/u.test(next)) return 'ง';
  return /^[pbm]/u.test(next) ? 'ม' : 'น';
};

const coda = (syllable: Syllable, next: Syllable | undefined): string => {
  if (syllable.nasal) return nasals(next?.onset);
  if (next?.onset === 'ts') return 'ต';
  if (next?.geminate !== true) return '';
  return stops[next.onset] ?? stops[next.onset.charAt(0)] ?? '';
};

const shape = ({ onset, vowel }: Syllable, isLong: boolean, end: string, isLast: boolean): string => {
  if (onset.length === 2 && onset.endsWith('y')) {
    if (isLong) return palatalLong[vowel];
    return end === '' ? palatal[vowel] : palatalClosed[vowel];
  }
  if (isLong) return long[vowel];
  if (end !== '') return closed[vowel];
  return isLast ? last[vowel] : inside[vowel];
};

/** つ alone has its vowel, ึ, and its letter, ส. */
const tsu = (isLong: boolean, end: string): string => {
  if (!isLong) return `สึ${end}`;
  return end === '' ? 'สือ' : `สื${end}`;
};

export const thaiWord = (word: Word): string => {
  let written = '';
  for (let at = 0; at < word.length; at += 1) {
    const syllable = word[at];
    if (syllable === undefined) break;
    const { onset, vowel } = syllable;
    const consonant = onsets[onset][at === 0 ? 0 : 1];
    const glide = glides(word, at) && (vowel === 'a' || vowel === 'e') && !/.y/u.test(onset);
    if (glide) at += 1;
    const isLong = syllable.long !== 'none' || glide;
    const next = word[at + 1];
    const end = coda(syllable, next);
    if (onset === 'ts' && vowel === 'u') written += tsu(isLong, end);
    else if (glide && vowel === 'a') written += `ไ${consonant}${end}`;
    else written += shape(syllable, isLong, end, next === undefined).replace('C', consonant) + end;
  }
  return written;
};
