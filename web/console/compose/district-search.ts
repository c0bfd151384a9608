import type { District } from '../../../src/domain/town.js';

const kanjiDigits = '〇一二三四五六七八九';

/** One spelling for 鳩ヶ丘, 鳩ケ丘 and 鳩が丘, for 1丁目 and 一丁目, for katakana and hiragana. */
export const normal = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[〇一二三四五六七八九](?=丁目)/g, (digit) => String(kanjiDigits.indexOf(digit)))
    .replace(/[ヶケヵ](?=丘|谷|崎|原|関|島|浜|岡)/g, 'が')
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/^大字/, '')
    .replace(/[\s-]/g, '');

export const isMatch = (district: District, query: string): boolean => {
  const wanted = normal(query);
  const { ja, kana, romaji } = district.name;
  return [ja, kana, romaji].some((name) => normal(name).includes(wanted));
};
