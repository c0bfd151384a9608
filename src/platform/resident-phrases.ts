import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { languages, type Language } from '../domain/language.js';
import { ConfigError } from './config-error.js';

/** What is written to residents beside the alert itself, in every language. */
const writtenKeys = [
  'mail.no-reply',
  'mail.unsubscribe',
  'mail.leave-ask',
  'mail.leave-done',
  'sms.stopped',
  'sms.started',
  'sms.help',
] as const;

/** What is said on a telephone, in the languages that have a voice. */
const spokenKeys = [
  'voice.prompt',
  'voice.safe',
  'voice.help',
  'voice.bye',
  'relisten.choose',
  'relisten.at',
  'relisten.changed',
  'relisten.none',
  'relisten.end',
] as const;

const phraseKeys = [...writtenKeys, ...spokenKeys] as const;
export type PhraseKey = (typeof phraseKeys)[number];

/** `review` says whether a named person vouches for the words; until then they are `unreviewed`, as the phrasebook's. */
const fileSchema = z.strictObject({
  review: z.enum(['reviewed', 'unreviewed']),
  phrases: z.partialRecord(z.enum(phraseKeys), z.string().min(1)),
});

/** In which languages a resident is told what concerns more than a message: her own first, then the town's and English. */
export const toldIn = (own: Language): readonly Language[] => [...new Set<Language>([own, 'ja', 'en'])];

export interface ResidentPhrases {
  /** Languages in which everything can be said aloud. */
  readonly spoken: ReadonlySet<Language>;
  /** The phrase in the language, else in English. @throws Error when a variable is missing: a bug. */
  say(language: Language, key: PhraseKey, vars?: Readonly<Record<string, string>>): string;
}

type Bank = z.infer<typeof fileSchema>['phrases'];
const slots = (text: string): string =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map(([, name]) => name)
    .sort()
    .join();

/** Loads `locales/<tag>/residents.json`. @throws ConfigError with everything that is missing or says other facts than Japanese. */
export function loadResidentPhrases(localesDir: string): ResidentPhrases {
  const banks = Object.fromEntries(
    languages.map((language) => {
      const text = readFileSync(join(localesDir, language, 'residents.json'), 'utf8');
      return [language, fileSchema.parse(JSON.parse(text)).phrases];
    }),
  ) as Record<Language, Bank>;
  const faults = languages.flatMap((language) => faultsOf(language, banks));
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    spoken: new Set(languages.filter((language) => spokenKeys.every((key) => key in banks[language]))),
    say(language, key, vars = {}) {
      const text = banks[language][key] ?? banks.en[key] ?? '';
      return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
        const value = vars[name];
        if (value === undefined) throw new Error(`${key} lacks ${name}`);
        return value;
      });
    },
  };
}

const isWritten = (key: PhraseKey): boolean => writtenKeys.some((one) => one === key);

function faultsOf(language: Language, banks: Record<Language, Bank>): readonly string[] {
  const complete = language === 'ja' || language === 'en';
  return phraseKeys.flatMap((key) => {
    const text = banks[language][key];
    const place = `${language}/residents.json: ${key}`;
    if (text === undefined) return complete || isWritten(key) ? [`${place} is missing`] : [];
    return slots(text) === slots(banks.ja[key] ?? '') ? [] : [`${place} has other variables`];
  });
}
