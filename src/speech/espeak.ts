import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isChinese, type Language } from '../domain/language.js';
import { unspoken, type Engine } from './engine.js';
import { levelled } from './level.js';
import { plainWords } from './plain-words.js';
import { atOurRate } from './resample.js';
import { runProgram } from './run-program.js';
import { rate, soundOf, trimmed } from './wav.js';

/**
 * Languages that espeak-ng 1.51 speaks well enough to be understood, and by which voice (tried 2026-11: docs/speech.md).
 * Thai and Burmese drop vowels, Khmer, Tagalog and Mongolian have no voice: they are left unsaid rather than mumbled.
 * Chinese is given in pinyin, because its own voice spells the signs out in English.
 */
const voices: Readonly<Partial<Record<Language, string>>> = {
  en: 'en-us',
  'zh-Hans': 'cmn-latn-pinyin',
  'zh-Hant': 'cmn-latn-pinyin',
  ko: 'ko',
  vi: 'vi',
  'pt-BR': 'pt-br',
  es: 'es-419',
  id: 'id',
  ne: 'ne',
  si: 'si',
};

export const espeakLanguages = Object.keys(voices) as readonly Language[];

/** Words a minute as espeak counts them: with it English is as slow as it is taken for (compose/size.ts). */
const wordsPerMinute = '125';
/** Milliseconds; a sentence takes some 20. */
const within = 10_000;
/** Shorter than this no letter can be said: sound is missing. Seconds. */
const shortestLetter = 0.02;

/** Japanese signs behind a name are for eyes; to a Chinese reader so is the sound in Latin letters. */
const forEyes = (language: Language): RegExp =>
  isChinese(language)
    ? /（[^（）]*[A-Za-zぁ-ヿ][^（）]*）/gu
    : / ?[(（][^()（）]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][^()（）]*[)）]/gu;

/** pinyin-pro is 300 kB of tables: read when the first Chinese sentence is said. */
async function inPinyin(text: string): Promise<string> {
  const { pinyin } = await import('pinyin-pro');
  return pinyin(text, { toneType: 'num', nonZh: 'consecutive' });
}

async function wordsFor(language: Language, text: string): Promise<string> {
  const plain = plainWords(text.replaceAll(forEyes(language), ''));
  return isChinese(language) ? await inPinyin(plain) : plain;
}

/** Other languages by espeak-ng, one sentence a call. */
export function espeak(program: string): Engine {
  return async ({ language, text }, how) => {
    const voice = voices[language];
    if (voice === undefined) return unspoken('no-voice');
    const words = await wordsFor(language, text);
    const letters = words.replaceAll(/[^\p{L}\p{N}]/gu, '').length;
    if (letters === 0) return unspoken('nothing-to-say');
    const folder = await mkdtemp(join(tmpdir(), 'todoku-voice-'));
    const [sound, trace] = [join(folder, 'sound.wav'), join(folder, 'trace.txt')];
    try {
      const args = ['-v', voice, '-s', wordsPerMinute, '-b', '1', '-w', sound, '--ipa', `--phonout=${trace}`];
      const ran = await runProgram(
        { file: program, args: [...args, '--stdin'], input: `${words}\n`, within },
        how,
      );
      if (ran.result !== 'done') return unspoken(ran.result);
      const samples = trimmed(await atOurRate(soundOf(await readFile(sound))));
      if (samples.length / rate < letters * shortestLetter) return unspoken('truncated');
      const said = (await readFile(trace, 'utf8')).replaceAll(/\s+/gu, ' ').trim();
      return { result: 'spoken', samples: await levelled(samples), said, reading: 'unchecked' };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}
