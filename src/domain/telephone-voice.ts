import { languages, type Language } from './language.js';

/** Who speaks a language on the telephone. */
export interface TelephoneVoice {
  /** Twilio's own language tag. */
  readonly language: string;
  readonly voice: string;
}

/**
 * Twilio's voices by language (its list of text-to-speech voices, from memory, 2026-11: unproven). Nepali, Burmese, Khmer,
 * Mongolian and Sinhala have none: the telephone says those messages in easy Japanese and English, and never mumbles.
 */
export const telephoneVoices: Readonly<Partial<Record<Language, TelephoneVoice>>> = {
  ja: { language: 'ja-JP', voice: 'Polly.Takumi' },
  'ja-easy': { language: 'ja-JP', voice: 'Polly.Takumi' },
  en: { language: 'en-US', voice: 'Polly.Joanna' },
  'zh-Hans': { language: 'cmn-CN', voice: 'Polly.Zhiyu' },
  'zh-Hant': { language: 'cmn-TW', voice: 'Google.cmn-TW-Standard-A' },
  ko: { language: 'ko-KR', voice: 'Polly.Seoyeon' },
  vi: { language: 'vi-VN', voice: 'Google.vi-VN-Standard-A' },
  'pt-BR': { language: 'pt-BR', voice: 'Polly.Camila' },
  es: { language: 'es-MX', voice: 'Polly.Mia' },
  tl: { language: 'fil-PH', voice: 'Google.fil-PH-Standard-A' },
  id: { language: 'id-ID', voice: 'Google.id-ID-Standard-A' },
  th: { language: 'th-TH', voice: 'Google.th-TH-Standard-A' },
};

/** Languages that the telephone speaks. */
export const spokenOnTelephone: readonly Language[] = languages.filter(
  (language) => telephoneVoices[language] !== undefined,
);
