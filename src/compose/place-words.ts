import { bcp47, isChinese, isJapanese, type Language } from '../domain/language.js';
import type { PlaceName, Town } from '../domain/town.js';
import type { DistrictChoice } from '../domain/message.js';
import { shield, withReading } from './markup.js';
import { scriptOf, transliterate } from './transliterate/transliterate.js';

/*
 * Names in the reader's own letters: Japanese with its reading; for readers of Chinese the signs with the sound behind;
 * elsewhere the sound with the signs behind, so that it can be matched with what stands on a street sign
 * (docs/transliteration.md).
 */

/** 丁目 read aloud, at the end of a district's kana. */
const chome = /(いっ|に|さん|よん|ご|ろく|なな|はっ|きゅう|じゅっ)ちょうめ$/u;

/** The sound of a name in a language's script; a chome keeps its number (鳩ヶ丘1丁目 → 하토가오카 1초메). */
export const soundOf = (language: Language, name: PlaceName): string => {
  if (scriptOf[language] === undefined || scriptOf[language] === 'latin') return name.romaji;
  const number = /(\d+)-chome$/u.exec(name.romaji)?.[1];
  return number === undefined
    ? transliterate(language, name.kana)
    : `${transliterate(language, name.kana.replace(chome, ''))} ${number}${transliterate(language, 'ちょうめ')}`;
};

/** A place or shelter as a language writes it. */
export const placeIn = (language: Language, name: PlaceName): string => {
  if (isJapanese(language)) return withReading(shield(name.ja), name.kana);
  const sound = soundOf(language, name);
  if (isChinese(language)) return `${name.ja}（${sound}）`;
  return withSigns(language, sound, name.ja);
};

/** A sound with the Japanese signs behind; Korean writes no space before a bracket. */
export const withSigns = (language: Language, sound: string, signs: string): string => {
  if (sound === signs) return sound;
  return language === 'ko' ? `${sound}(${signs})` : `${sound} (${signs})`;
};

/** まち, ちょう, し, むら at the end of a municipality's kana: the word for town is each language's own. */
const municipal = /(まち|ちょう|し|むら)$/u;

/** The town's own name, bare; English keeps its word (Hatoyama Town). It stands in every message: no signs behind it. */
export const townNameIn = (language: Language, name: PlaceName): string => {
  if (isJapanese(language)) return withReading(name.ja, name.kana);
  if (isChinese(language)) return name.ja;
  if (language === 'en') return name.romaji;
  const bare = {
    ...name,
    kana: name.kana.replace(municipal, ''),
    romaji: name.romaji.replace(/ (Town|City|Village)$/u, ''),
  };
  return soundOf(language, bare);
};

/** Japanese in brackets behind a term or name, or Chinese readers' sound: what a tight channel leaves out first. */
const behind = / ?\([^()]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][^()]*\)/gu;
/** A name in kana keeps its sound: a Chinese reader cannot say kana. */
const behindChinese =
  /(?<![\p{Script=Hiragana}\p{Script=Katakana}ー])（[A-Za-z][^（）]*）|（日[语語]：[^（）]*）/gu;

/** The text without what stands in brackets for Japanese eyes, and with plain dashes and quotes (GSM 7-bit has no others). */
export const bare = (language: Language, text: string): string =>
  isJapanese(language)
    ? text
    : isChinese(language)
      ? text.replaceAll(behindChinese, '')
      : text
          .replaceAll(behind, '')
          .replaceAll('..', '.')
          .replaceAll(/[–—]/gu, '-')
          .replaceAll(/[“”]/gu, '"')
          .replaceAll(/[‘’]/gu, "'");

const lists = new Map<Language, Intl.ListFormat>();

/**
 * Signs between the names of a list where Intl's are misread here: a space is also inside names (Thai), a dash reads as a
 * range and is our colon (Burmese), a comma stands before the and (Sinhala).
 */
const separators: Readonly<Partial<Record<Language, string>>> = {
  ja: '、',
  'ja-easy': '、 ',
  th: ', ',
  my: '၊ ',
  si: ', ',
};

/** Names one after another; never with an inflection, since every slot takes any list. */
export const listed = (language: Language, names: readonly string[]): string => {
  const separator = separators[language];
  if (separator !== undefined) return names.join(separator);
  const format = lists.get(language) ?? new Intl.ListFormat(bcp47(language), { type: 'conjunction' });
  lists.set(language, format);
  // Khmer has a zero-width space before its and, which glues two names to the eye.
  return format.format(names).replaceAll('\u200B', ' ');
};

/** The area whose districts are exactly the chosen ones (a school's, an association's), so that many are said as one. */
export const groupOf = (town: Town, choice: DistrictChoice): PlaceName | null => {
  if (choice === 'all') return null;
  const chosen = new Set(choice);
  const same = (codes: readonly string[]) =>
    codes.length === chosen.size && codes.every((code) => chosen.has(code));
  return town.areas.find((area) => area.type === 'school' && same(area.districts))?.name ?? null;
};
