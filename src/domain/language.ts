/** The languages a message is said in. `ja-easy` is やさしい日本語: plain Japanese with readings above the kanji. */
export const languages = ['ja', 'ja-easy', 'en', 'zh-Hans', 'vi', 'ne'] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (value: string): value is Language =>
  (languages as readonly string[]).includes(value);

/** The value of an HTML `lang` attribute or a CAP `<language>` for one of our languages. */
export const bcp47 = (language: Language): string => (language === 'ja-easy' ? 'ja' : language);
