import type { PlaceName } from './town.js';

/**
 * A name as it is compared: width and case folded, ヶ/ケ/が/ガ made one, katakana made hiragana, the numeral of a
 * 丁目 made a digit; without spaces, hyphens, 大字 and the long vowels that romaji writes with a macron.
 */
export function foldPlace(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/[ゖけが](?=[丘岡崎谷沢])/g, 'が')
    .replace(/[一二三四五六七八九](?=丁目)/g, (numeral) => String('一二三四五六七八九'.indexOf(numeral) + 1))
    .replace(/^大字|[\s\-‐–—ー・']/g, '');
}

/** Places whose official form, kana or romaji holds what was typed, whole matches first, then the places' own order. */
export function searchPlaces<T extends { readonly name: PlaceName }>(
  places: readonly T[],
  typed: string,
): readonly T[] {
  const wanted = foldPlace(typed);
  if (wanted === '') return [];
  const forms = (place: T): readonly string[] =>
    [place.name.ja, place.name.kana, place.name.romaji].map(foldPlace);
  const exact = places.filter((place) => forms(place).includes(wanted));
  const partial = places.filter(
    (place) => !exact.includes(place) && forms(place).some((form) => form.includes(wanted)),
  );
  return [...exact, ...partial];
}
