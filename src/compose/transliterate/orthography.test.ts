import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { morae } from './kana.js';
import { scripts, toScript, type Script } from './transliterate.js';

/** The letters a word may have; the two joiners have a place of their own below. */
const letters: Readonly<Record<Script, RegExp>> = {
  latin: /^[A-Z][a-z']*$/u,
  hangul: /^[가-힣]+$/u,
  thai: /^[\p{Script=Thai}]+$/u,
  devanagari: /^[\p{Script=Devanagari}\u200d]+$/u,
  cyrillic: /^[А-ЯЁҮ][а-яёү]*$/u,
  khmer: /^[\p{Script=Khmer}]+$/u,
  myanmar: /^[\p{Script=Myanmar}]+$/u,
  sinhala: /^[\p{Script=Sinhala}\u200d]+$/u,
};

/** How a word is spelled, syllable by syllable: a looser rule than the tables, made without them. */
const thaiSyllable =
  '(?:[เโ][ก-ฮ]ว?ะ?|เ[ก-ฮ]ว?็(?=[ก-ฮ])|เ[ก-ฮ]ียว?|ไ[ก-ฮ]ว?|[ก-ฮ]ว?[าะิีึุู]|[ก-ฮ]ว?ั(?=[ก-ฮ])|[ก-ฮ]ือ|[ก-ฮ]ว?ื?)';
const grammar: Readonly<Record<Script, RegExp>> = {
  latin: /^[A-Z]?[a-z']*$/u,
  hangul: /^[가-힣]+$/u,
  thai: new RegExp(`^${thaiSyllable}+$`, 'u'),
  devanagari: /^(?:(?:[क-ह]्\u200d?)*[क-ह][ा-ौ]|[अ-औ]|(?:न्|म्|ङ्))+$/u,
  cyrillic: /^[А-ЯЁҮ]?[а-яёү]*$/u,
  khmer: /^(?:[ក-អ](?:្[ក-អ])*[៉៊]?[ាីូេៃ]|[កបសតន]់?)+$/u,
  myanmar: /^(?:[က-အ]ျ?ွ?ှ?(?:[ာါိီုူေ]|ို|ိုင်)|[က-အ]ျ?ွ?ှ?[ို]?[တပစနင]်)+$/u,
  sinhala: /^(?:(?:[ක-ෆ]්\u200d?)*[ක-ෆ][ා-ෞ]?|[අ-ඖ]|[නම]්|ං)+$/u,
};

const orphanMark = /(?:^|[^\p{L}\p{M}])\p{M}/u;
const joinerAlone = /(?<!्)\u200d(?=[ऀ-ॿ])|(?<!්)\u200d(?=[඀-෿])|\u200d(?![यය])/u;

const faults = (script: Script, written: string): readonly string[] => [
  ...(written === written.normalize('NFC') ? [] : ['not NFC']),
  ...(/[\p{Script=Hiragana}\p{Script=Katakana}ー・]/u.test(written) ? ['kana left'] : []),
  ...(orphanMark.test(written) ? ['a mark without a letter'] : []),
  ...(joinerAlone.test(written) ? ['a joiner out of place'] : []),
  ...written
    .split(/[ 0-9]+/u)
    .filter((word) => word !== '' && !(letters[script].test(word) && grammar[script].test(word)))
    .map((word) => `not spelled so: ${word}`),
];

const isWellFormed = (script: Script, kana: string): void => {
  const found = faults(script, toScript(script, kana));
  if (found.length > 0) throw new Error(`${kana} is ${toScript(script, kana)}: ${found.join(', ')}`);
};

test.each<[Script, string]>([
  ['latin', 'okuda'],
  ['hangul', '오쿠ㄷ'],
  ['thai', 'กูโ'],
  ['thai', 'กะะ'],
  ['thai', 'ัก'],
  ['thai', 'คัะ'],
  ['devanagari', 'काि'],
  ['devanagari', 'ाक'],
  ['devanagari', 'कआ़'],
  ['cyrillic', 'Okуда'],
  ['khmer', 'កា៊'],
  ['khmer', 'ស៊្យា'],
  ['khmer', '្ក'],
  ['myanmar', 'ေက'],
  ['myanmar', 'ရှွန်'],
  ['myanmar', 'ကုိ'],
  ['sinhala', 'කාි'],
  ['sinhala', 'ක\u200dය'],
])('the check itself finds what is wrong in %s %s', (script, written) => {
  expect(faults(script, written)).not.toEqual([]);
});

describe.each(scripts)('spelling in %s', (script) => {
  test('every mora is written: alone, first, inside, last, after っ, before ん, lengthened, before つ', () => {
    for (const mora of morae) {
      const shapes = [mora, `${mora}か`, `か${mora}か`, `か${mora}`, `かっ${mora}`, `${mora}ん`, `${mora}ー`];
      for (const kana of [...shapes, `${mora}つ`, `${mora}っき`, `${mora}い`, `きょ${mora}ーん`]) {
        if (toScript(script, kana) === '') throw new Error(`${kana} is nothing`);
        isWellFormed(script, kana);
      }
    }
  });

  test('any string of kana is well formed', () => {
    const signs = [
      'ん',
      'っ',
      'ー',
      'ゝ',
      'ゞ',
      'ヶ',
      'ヵ',
      'ア',
      'タ',
      'ヴ',
      'ン',
      'ッ',
      '゛',
      '・',
      ' ',
      '2',
    ];
    const kana = fc.array(fc.constantFrom(...morae, ...signs), { maxLength: 12 }).map((all) => all.join(''));
    fc.assert(fc.property(kana, (text) => isWellFormed(script, text)));
  });
});
