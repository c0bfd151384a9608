import { levelledHazards } from '../domain/hazard.js';
import { shortUses, variantsOf, wordSetOf, type Kind, type SlotType } from '../domain/kind.js';
import type { Language } from '../domain/language.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { placeholdersOf } from './bank.js';

/** Every key of the bank that a kind may say: its sentences in all variants, the short form, the radio's guide. */
export const keysOfKind = (
  kind: Kind,
  language: Language,
  bank: Readonly<Record<string, string>>,
): readonly string[] => {
  const sentences = kind.sentences
    .filter((use) => use.languages?.includes(language) !== false)
    .flatMap((use) => variantsOf(kind, use));
  const guide = kind.radioGuide === null ? [] : [kind.radioGuide, 'drill-spoken'];
  const short = shortUses(kind).flatMap((use) => variantsOf(kind, use));
  const own = [...new Set([...sentences, ...short, ...guide, 'area'])];
  const slots = new Set(own.flatMap((key) => placeholdersOf(bank[key] ?? '')));
  return [...own, ...wordKeys(kind, slots)];
};

const wordsOfType: Readonly<Partial<Record<SlotType, readonly string[]>>> = {
  date: ['word.date'],
  river: ['word.river'],
  road: ['word.road.prefectural', 'word.road.national'],
  orders: levelledHazards.map((hazard) => `word.hazard.${hazard}`),
};

/** The words that a kind's placeholders can be filled with. */
const wordKeys = (kind: Kind, slots: ReadonlySet<string>): readonly string[] => {
  const keys = new Set<string>(['word.town', 'word.datetime', `word.kind.${kind.kind}`]);
  for (const spec of Object.values(kind.slots)) wordsOfType[spec.type]?.forEach((key) => keys.add(key));
  for (const slot of slots) {
    const spec = kind.slots[slot];
    const set = spec && wordSetOf(spec);
    if (set !== undefined) for (const value of spec?.values ?? []) keys.add(`word.${set}.${value}`);
    if (/places/iu.test(slot)) ['word.places.all', 'word.places.many'].forEach((key) => keys.add(key));
    if (/^(shelters|points|others)/u.test(slot)) keys.add('word.shelters.many');
  }
  return [...keys];
};

/** One sentence that nobody has vouched for. */
export interface Unreviewed {
  readonly language: Language;
  readonly kind: string;
  readonly sentence: string;
  /** True when the language has no such sentence at all. */
  readonly missing: boolean;
}

/**
 * What keeps the live world from starting (R20): every sentence of evacuation and civil protection, in the languages switched on,
 * that no named person has reviewed. Japanese is always among the languages. Sorted by kind, then language.
 */
export const unreviewedLevelPhrases = (
  phrasebook: Phrasebook,
  switchedOn: readonly Language[],
): readonly Unreviewed[] =>
  Object.values(phrasebook.kinds)
    .filter((kind) => kind.group === 'evacuation' || kind.group === 'civil-protection')
    .flatMap((kind) =>
      [...new Set<Language>(['ja', ...switchedOn])].flatMap((language) =>
        keysOfKind(kind, language, phrasebook.sentences[language])
          .filter(
            (sentence) =>
              !['official', 'reviewed'].includes(phrasebook.reviews[language][sentence] ?? 'unreviewed'),
          )
          .map((sentence) => ({
            language,
            kind: kind.kind,
            sentence,
            missing: phrasebook.sentences[language][sentence] === undefined,
          })),
      ),
    );

/** The same as faults of a configuration; a sentence that several kinds share is listed once. */
export const unsignedFaults = (
  phrasebook: Phrasebook,
  switchedOn: readonly Language[],
): readonly string[] => [
  ...new Set(
    unreviewedLevelPhrases(phrasebook, switchedOn).map(
      ({ language, sentence }) => `reviews: ${language}/${sentence} is signed by nobody`,
    ),
  ),
];
