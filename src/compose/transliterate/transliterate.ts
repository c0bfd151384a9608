import { cyrillicWord } from './cyrillic-mn.js';
import { devanagariWord } from './devanagari.js';
import { hangulWord } from './hangul.js';
import { splitKana, type Word } from './kana.js';
import { khmerWord } from './khmer.js';
import { latinWord } from './latin.js';
import { myanmarWord } from './myanmar.js';
import { sinhalaWord } from './sinhala.js';
import { thaiWord } from './thai.js';

/** Scripts a Japanese name can be given in; the rules and what is unsure of them: docs/transliteration.md. */
export type Script =
  'latin' | 'hangul' | 'thai' | 'devanagari' | 'cyrillic' | 'khmer' | 'myanmar' | 'sinhala';

const writers: Readonly<Record<Script, (word: Word) => string>> = {
  latin: latinWord,
  hangul: hangulWord,
  thai: thaiWord,
  devanagari: devanagariWord,
  cyrillic: cyrillicWord,
  khmer: khmerWord,
  myanmar: myanmarWord,
  sinhala: sinhalaWord,
};

export const scripts = Object.keys(writers) as readonly Script[];

/**
 * The script by language tag. Chinese readers have the kanji, and the sound in Latin; Japanese has kana and
 * is not here.
 */
export const scriptOf: Readonly<Record<string, Script>> = {
  en: 'latin',
  'zh-Hans': 'latin',
  'zh-Hant': 'latin',
  vi: 'latin',
  'pt-BR': 'latin',
  es: 'latin',
  tl: 'latin',
  id: 'latin',
  ko: 'hangul',
  th: 'thai',
  ne: 'devanagari',
  mn: 'cyrillic',
  km: 'khmer',
  my: 'myanmar',
  si: 'sinhala',
};

/** Kana in another script, NFC. What is not kana stays (digits, Latin letters, kanji); ・ becomes a space. */
export const toScript = (script: Script, kana: string): string =>
  splitKana(kana)
    .map((part) => (typeof part === 'string' ? part : writers[script](part)))
    .join('')
    .normalize('NFC');

/**
 * A reading in a language's own letters; Japanese, and a language we have no script for, get the kana as it
 * is.
 */
export const transliterate = (language: string, kana: string): string => {
  const script = scriptOf[language];
  return script === undefined ? kana : toScript(script, kana);
};
