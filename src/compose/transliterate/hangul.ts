import { vowels, type Onset, type Vowel, type Word } from './kana.js';

/**
 * 외래어 표기법, 일본어의 가나와 한글 대조표 (문화체육관광부 고시 제2017-14호): か and た rows are plain at the head of a word and
 * aspirated inside it, っ is a final ㅅ, ん a final ㄴ, long vowels are not written. The table has no kana of
 * loan words (ティ, ファ); those follow its pattern here.
 */
const initials = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const medials = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';
/** Offsets of the final consonants within a block (Unicode, Hangul syllable composition). */
const finals = { none: 0, n: 4, s: 19 } as const;

const plain = 'ㅏㅣㅜㅔㅗ';
const sibilant = 'ㅏㅣㅡㅔㅗ';
const palatal = 'ㅑㅣㅠㅖㅛ';
const round = 'ㅘㅟㅜㅞㅝ';

/** At the head of a word, inside it, and the vowels a i u e o; five consonants where they differ by vowel. */
const onsets: Readonly<Record<Onset, readonly [first: string, later: string, vowels: string]>> = {
  '': ['ㅇ', 'ㅇ', plain],
  k: ['ㄱ', 'ㅋ', plain],
  g: ['ㄱ', 'ㄱ', plain],
  s: ['ㅅ', 'ㅅ', sibilant],
  sh: ['ㅅ', 'ㅅ', palatal],
  z: ['ㅈ', 'ㅈ', sibilant],
  j: ['ㅈ', 'ㅈ', plain],
  t: ['ㄷ', 'ㅌ', plain],
  ch: ['ㅈ', 'ㅊ', plain],
  ts: ['ㅊㅊㅆㅊㅊ', 'ㅊㅊㅆㅊㅊ', sibilant],
  d: ['ㄷ', 'ㄷ', plain],
  n: ['ㄴ', 'ㄴ', plain],
  h: ['ㅎ', 'ㅎ', plain],
  f: ['ㅍㅍㅎㅍㅍ', 'ㅍㅍㅎㅍㅍ', plain],
  b: ['ㅂ', 'ㅂ', plain],
  p: ['ㅍ', 'ㅍ', plain],
  m: ['ㅁ', 'ㅁ', plain],
  y: ['ㅇ', 'ㅇ', palatal],
  r: ['ㄹ', 'ㄹ', plain],
  w: ['ㅇ', 'ㅇ', round],
  v: ['ㅂ', 'ㅂ', plain],
  ky: ['ㄱ', 'ㅋ', palatal],
  gy: ['ㄱ', 'ㄱ', palatal],
  ny: ['ㄴ', 'ㄴ', palatal],
  hy: ['ㅎ', 'ㅎ', palatal],
  by: ['ㅂ', 'ㅂ', palatal],
  py: ['ㅍ', 'ㅍ', palatal],
  my: ['ㅁ', 'ㅁ', palatal],
  ry: ['ㄹ', 'ㄹ', palatal],
  ty: ['ㄷ', 'ㅌ', palatal],
  dy: ['ㄷ', 'ㄷ', palatal],
  fy: ['ㅍ', 'ㅍ', palatal],
  vy: ['ㅂ', 'ㅂ', palatal],
  kw: ['ㄱ', 'ㅋ', round],
  gw: ['ㄱ', 'ㄱ', round],
};

const block = (initial: string, medial: string, final: number): string =>
  String.fromCharCode(0xac00 + (initials.indexOf(initial) * 21 + medials.indexOf(medial)) * 28 + final);

const pick = (letters: string, vowel: Vowel): string =>
  letters.length === 1 ? letters : letters.charAt(vowels.indexOf(vowel));

export const hangulWord = (word: Word): string =>
  word
    .map(({ onset, vowel, nasal }, at) => {
      const [first, later, medial] = onsets[onset];
      const stop = word[at + 1]?.geminate === true ? finals.s : finals.none;
      return block(pick(at === 0 ? first : later, vowel), pick(medial, vowel), nasal ? finals.n : stop);
    })
    .join('');
