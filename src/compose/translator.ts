import { createInstance, type TFunction } from 'i18next';
import { bcp47, languages, type Language } from '../domain/language.js';
import type { Phrasebook } from '../domain/phrasebook.js';

/** Fills a sentence of the bank. Throws on a missing key or slot: `check.ts` and the loader have ruled both out. */
export type Translate = (language: Language, key: string, values: Readonly<Record<string, string>>) => string;

const complain = (what: string) => (key: string) => {
  throw new Error(`${what}: ${key}`);
};

/*
 * One instance per language, so that i18next neither resolves fallbacks nor rewrites `ja-easy` as a script tag.
 * By default a missing key prints itself and a missing slot stays as {{slot}}, both in silence: here they throw.
 * Nesting and interpolation inside a filled slot are off, so that a typed `$t(…)` or `{{…}}` stays what was typed.
 */
const translateIn = (language: Language, sentences: Readonly<Record<string, string>>): TFunction => {
  const lng = bcp47(language);
  const instance = createInstance();
  void instance.init({
    lng,
    fallbackLng: false,
    resources: { [lng]: { message: sentences } },
    ns: ['message'],
    defaultNS: 'message',
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    contextSeparator: '\u0000',
    pluralSeparator: '\u0000',
    returnNull: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
    parseMissingKeyHandler: complain('No sentence'),
    missingInterpolationHandler: (_text, match: readonly string[]) =>
      complain('No value for')(match[0] ?? ''),
  });
  return instance.t;
};

/** A translator over the phrasebook's sentences; no global instance. */
const createTranslator = (phrasebook: Phrasebook): Translate => {
  const by = new Map(
    languages.map((language) => [language, translateIn(language, phrasebook.sentences[language])]),
  );
  return (language, key, values) => by.get(language)?.(key, { ...values, nest: false }) ?? '';
};

const made = new WeakMap<Phrasebook, Translate>();

/** The translator of a phrasebook; made once, since setting up i18next costs more than a preview. */
export const translatorOf = (phrasebook: Phrasebook): Translate => {
  const known = made.get(phrasebook);
  if (known !== undefined) return known;
  const translate = createTranslator(phrasebook);
  made.set(phrasebook, translate);
  return translate;
};
