import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { languages, type Language } from '../domain/language.js';
import { ConfigError } from './config-error.js';

/** What the hub answers on a telephone besides the alert itself: in an SMS in every language, aloud in those with a voice. */
const phraseKeys = [
  'sms.stopped',
  'sms.started',
  'sms.help',
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
export type PhraseKey = (typeof phraseKeys)[number];

/** `review` says whether a named person vouches for the words; until then they are `unreviewed`, as the phrasebook's. */
const fileSchema = z.strictObject({
  review: z.enum(['reviewed', 'unreviewed']),
  phrases: z.partialRecord(z.enum(phraseKeys), z.string().min(1)),
});

export interface TelephonePhrases {
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

/** Loads `locales/<tag>/telephone.json`. @throws ConfigError with everything that is missing or says other facts than Japanese. */
export function loadTelephonePhrases(localesDir: string): TelephonePhrases {
  const banks = Object.fromEntries(
    languages.map((language) => {
      const text = readFileSync(join(localesDir, language, 'telephone.json'), 'utf8');
      return [language, fileSchema.parse(JSON.parse(text)).phrases];
    }),
  ) as Record<Language, Bank>;
  const faults = languages.flatMap((language) => faultsOf(language, banks));
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    spoken: new Set(languages.filter((language) => phraseKeys.every((key) => key in banks[language]))),
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

function faultsOf(language: Language, banks: Record<Language, Bank>): readonly string[] {
  const complete = language === 'ja' || language === 'en';
  return phraseKeys.flatMap((key) => {
    const text = banks[language][key];
    const place = `${language}/telephone.json: ${key}`;
    if (text === undefined) return complete || key.startsWith('sms.') ? [`${place} is missing`] : [];
    return slots(text) === slots(banks.ja[key] ?? '') ? [] : [`${place} has other variables`];
  });
}
