import { expect, test } from '@jest/globals';
import { foldPlace, searchPlaces } from './place-search.js';

const place = (ja: string, kana: string, romaji: string) => ({ name: { ja, kana, romaji } });
const places = [
  place('松ヶ丘一丁目', 'まつがおかいっちょうめ', 'Matsugaoka 1-chome'),
  place('鳩ヶ丘一丁目', 'はとがおかいっちょうめ', 'Hatogaoka 1-chome'),
  place('鳩ヶ丘二丁目', 'はとがおかにちょうめ', 'Hatogaoka 2-chome'),
  place('大橋', 'おおはし', 'Ohashi'),
  place('石坂', 'いしざか', 'Ishizaka'),
  place('石坂分館', 'いしざかぶんかん', 'Ishizaka Annex'),
];
const found = (typed: string) => searchPlaces(places, typed).map((each) => each.name.ja);

test.each([
  '鳩ヶ丘',
  '鳩ケ丘',
  '鳩が丘',
  '鳩ガ丘',
  '鳩ｹ丘',
  'はとがおか',
  'ハトガオカ',
  'ﾊﾄｶﾞｵｶ',
  'hatogaoka',
  'ＨＡＴＯＧＡＯＫＡ',
  'Hatogaoka ',
])('%s finds 鳩ヶ丘', (typed) => expect(found(typed)).toEqual(['鳩ヶ丘一丁目', '鳩ヶ丘二丁目']));

test.each(['鳩ヶ丘2丁目', '鳩が丘２丁目', '鳩ケ丘二丁目', 'hatogaoka 2', 'はとがおかに'])(
  '%s finds one chome',
  (typed) => expect(found(typed)).toEqual(['鳩ヶ丘二丁目']),
);

test('macrons, 大字 and spaces make no difference', () => {
  expect(found('Ōhashi')).toEqual(['大橋']);
  expect(found('大字 大橋')).toEqual(['大橋']);
});

test('a whole match comes first', () =>
  expect(searchPlaces(places.toReversed(), '石坂')[0]?.name.ja).toBe('石坂'));

test.each(['', '　', '坂戸'])('"%s" finds nothing', (typed) => expect(found(typed)).toEqual([]));

test('dakuten survive the folding', () => expect(foldPlace('ガが')).toBe('がが'));
