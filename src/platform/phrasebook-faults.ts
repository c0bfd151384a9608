import { isDerived, shortUses, variantsOf, wordSetOf, type Kind } from '../domain/kind.js';
import { languages, type Language } from '../domain/language.js';

/** The sentences and words of one language. */
export type Bank = Readonly<Record<string, string>>;

/** Placeholders that every message can fill, whatever its kind. */
const common = [
  ...['town', 'radioName', 'website', 'phone', 'relistenPhone', 'decidedAt', 'places', 'placesShort'],
  ...['orderPlaces', 'orderHazard'],
];
/** Placeholders that words are filled with by the composer. */
const inWords = [
  'townName',
  'town',
  'number',
  'website',
  'month',
  'day',
  'weekday',
  'time',
  'riverName',
  'roadNumber',
];

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1] ?? '');

const sorted = (names: readonly string[]): string => [...new Set(names)].sort().join(' ');

/** `{漢字|かんじ}` and `{{slot}}` are the only braces; anything else would be seen by residents. */
const strayMarkup = (text: string): boolean =>
  /[{}|]/u.test(text.replaceAll(/\{\{\w+\}\}/gu, '').replaceAll(/\{[^{}|]+\|[^{}|]+\}/gu, ''));

const languageFaults = (language: Language, bank: Bank, japanese: Bank): readonly string[] =>
  Object.entries(bank).flatMap(([key, text]) => {
    const at = `${language}/message.json: ${key}`;
    const original = japanese[key];
    if (original === undefined) return [`${at}: is not in ja`];
    const faults: string[] = [];
    // ja writes a telephone number, others may too; a fact may be said twice, but none may be lost or added.
    if (!key.startsWith('word.') && sorted(placeholders(text)) !== sorted(placeholders(original)))
      faults.push(`${at}: other placeholders than ja`);
    if (key.startsWith('word.') && placeholders(text).some((name) => !inWords.includes(name)))
      faults.push(`${at}: a placeholder that words do not have`);
    if (strayMarkup(text)) faults.push(`${at}: a brace or bar outside of markup`);
    return faults;
  });

/** Faults within the bank: keys Japanese does not have, lost placeholders, broken markup. */
export const bankFaults = (banks: Readonly<Record<Language, Bank>>): readonly string[] =>
  languages.flatMap((language) => languageFaults(language, banks[language], banks.ja));

const wordKeys = (kind: Kind, kinds: Readonly<Record<string, Kind>>): readonly string[] =>
  Object.values(kind.slots).flatMap((spec) => {
    const set = wordSetOf(spec);
    const all = spec.values ?? (spec.type === 'kind' ? Object.keys(kinds) : []);
    return set === undefined ? [] : all.map((value) => `word.${set}.${value}`);
  });

/** Faults of one kind against the bank: sentences that Japanese lacks, slots that nobody declares. */
export const kindFaults = (
  kind: Kind,
  banks: Readonly<Record<Language, Bank>>,
  kinds: Readonly<Record<string, Kind>>,
): readonly string[] => {
  const at = `messages/${kind.kind}.yaml`;
  const faults: string[] = [];
  const need = (key: string, from: string): void => {
    const text = banks.ja[key];
    if (text === undefined) faults.push(`${at}: ${from}: ${key} is not in ja/message.json`);
    for (const name of placeholders(text ?? '')) {
      const slot = name === 'sheltersShort' ? 'shelters' : name;
      if (!common.includes(name) && kind.slots[slot] === undefined)
        faults.push(`${at}: ${from}: ${key} needs slot ${slot}`);
      else if (kind.slots[slot]?.type === 'choice' && kind.slots[slot].words === undefined)
        faults.push(`${at}: ${from}: ${key} says slot ${slot}, which has no words`);
    }
  };
  kind.sentences.forEach((use, index) => {
    const from = `sentences: ${index}`;
    if (use.by !== undefined && kind.slots[use.by]?.values === undefined && !isDerived(kind, use.by))
      faults.push(`${at}: ${from}: by: ${use.by} is no slot with values`);
    for (const slot of [...(use.when ?? []), ...(use.unless ?? []), ...Object.keys(use.if ?? {})])
      if (kind.slots[slot] === undefined) faults.push(`${at}: ${from}: no slot ${slot}`);
    for (const [slot, values] of Object.entries(use.if ?? {}))
      if (!values.every((value) => kind.slots[slot]?.values?.includes(value)))
        faults.push(`${at}: ${from}: if: ${slot} has no such value`);
    variantsOf(kind, use).forEach((key) => need(key, from));
  });
  shortUses(kind).forEach((use) => variantsOf(kind, use).forEach((key) => need(key, 'short')));
  if (kind.radioNeeds !== undefined && kind.slots[kind.radioNeeds]?.type !== 'flag')
    faults.push(`${at}: radioNeeds: no such flag`);
  [`word.kind.${kind.kind}`, ...wordKeys(kind, kinds)].forEach((key) => need(key, 'slots'));
  if (kind.radioGuide !== null) [kind.radioGuide, 'drill-spoken'].forEach((key) => need(key, 'radioGuide'));
  return faults;
};
