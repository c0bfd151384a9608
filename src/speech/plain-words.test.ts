import { expect, test } from '@jest/globals';
import { japaneseWords, plainWords } from './plain-words.js';

test.each([
  ['<b>火事</b>です', '火事です'],
  ['くわしくは https://www.town.example.jp/a?b=1', 'くわしくは'],
  ['⚠️ 火事🔥です 👨‍👩‍👧', '火事です'],
  ['22:05に発令', '２２時５分に発令'],
  ['7:00から', '７時から'],
  ['避難所（体育館）へ「今すぐ」', '避難所、体育館へ今すぐ'],
  ['M7.3 の地震', 'Ｍ７．３の地震'],
])('of %s a voice says %s', (text, said) => expect(japaneseWords(text)).toBe(said));

test('only pictures: nothing to say', () => {
  expect(plainWords('🔥🔥')).toBe('');
  expect(japaneseWords('https://a.jp 🇯🇵')).toBe('');
});

test('digits and letters stay, though they have forms as pictures', () =>
  expect(plainWords('Call 119 #1')).toBe('Call 119 #1'));
