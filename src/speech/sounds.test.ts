import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { moraeOf, soundsAlike } from './sounds.js';

describe('sounds', () => {
  test.each([
    ['ほうそう', 'ホーソー'],
    ['けいかい', 'ケーカイ'],
    ['こちらは、ぼうさいはとやまです。', 'コチラワ、ボーサイハトヤマデス。'],
    ['どうろへ', 'ドーロエ'],
    ['うえへ', 'ウエエ'],
    ['センター', 'センター'],
    ['いう', 'ユー'],
    ['ハトヤマは', 'ハトヤマワ'],
    ['おおはし', 'オーハシ'],
    ['つづけて', 'ツズケテ'],
    ['みずを', 'ミズオ'],
    ['じょうほうを', 'ジョーホーヲ'],
    ['きゅうすい', 'キュースイ'],
  ])('%s is said %s', (reading, said) => expect(soundsAlike(reading, said)).toBe(true));

  test.each([
    ['まめど', 'オーマメト'],
    ['いずい', 'イズミイ'],
    ['しそう', 'シサワ'],
    ['いちにち', 'ツイタチ'],
    ['おっぺがわ', 'オッペカワ'],
    ['ひなんしじ', 'ヒナンシ'],
    ['わたし', 'ハタシ'],
    // Katakana is no particle.
    ['ハトヤマ', 'ワトヤマ'],
    ['ヘイワ', 'エイワ'],
  ])('%s is not %s', (reading, said) => expect(soundsAlike(reading, said)).toBe(false));

  test('a mora is a kana with its small one; long vowels are one each', () =>
    expect(moraeOf('きょう、がっこう！')).toEqual(['キョ', 'ー', 'ガ', 'ッ', 'コ', 'ー']));

  test('a reading sounds like itself, and not like itself with a mora more or less', () => {
    const kana = fc.array(fc.constantFrom(...'あいうえおかきくけこさしすせそはへんっーキャ'), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(kana, (letters) => {
        const text = letters.join('');
        expect(soundsAlike(text, text)).toBe(true);
        expect(soundsAlike(text, `${text}タ`)).toBe(false);
        expect(soundsAlike(`${text}た`, text)).toBe(false);
      }),
    );
  });
});
