/**
 * The languages a message is said in, in the order they are listed. `ja-easy` is やさしい日本語: plain Japanese with
 * readings above the kanji.
 */
export const languages = [
  'ja',
  'ja-easy',
  'en',
  'zh-Hans',
  'zh-Hant',
  'ko',
  'vi',
  'pt-BR',
  'es',
  'tl',
  'id',
  'th',
  'ne',
  'my',
  'km',
  'mn',
  'si',
] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (value: string): value is Language =>
  (languages as readonly string[]).includes(value);

/** The value of an HTML `lang` attribute for one of our languages. */
export const bcp47 = (language: Language): string => (language === 'ja-easy' ? 'ja' : language);

/** CAP's `<language>`: plain Japanese is a variant of its own (a private subtag, RFC 5646 §2.2.7). */
export const capLanguage = (language: Language): string => (language === 'ja-easy' ? 'ja-x-easy' : language);

export const isJapanese = (language: Language): boolean => language === 'ja' || language === 'ja-easy';

/** Written with full-width signs and without a space between sentences. */
export const isChinese = (language: Language): boolean => language === 'zh-Hans' || language === 'zh-Hant';

/** What stands between two sentences of one run. */
export const sentenceSpace = (language: Language): string =>
  language === 'ja' || isChinese(language) ? '' : ' ';
