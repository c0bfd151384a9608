import type { Kind } from '../domain/kind.js';
import type { Language } from '../domain/language.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { placeholdersOf } from './bank.js';

/** Every key of the bank that a kind may say: its sentences in all variants, the short form, the radio's guide. */
export const keysOfKind = (
  kind: Kind,
  language: Language,
  bank: Readonly<Record<string, string>>,
): readonly string[] => {
  const variants = (id: string, by: string | undefined): readonly string[] =>
    by === undefined ? [id] : (kind.slots[by]?.values ?? []).map((value) => `${id}.${value}`);
  const sentences = kind.sentences
    .filter((use) => use.languages?.includes(language) !== false)
    .flatMap((use) => variants(use.id, use.by));
  const guide = kind.radioGuide === null ? [] : [kind.radioGuide, 'drill-spoken'];
  const own = [...new Set([...sentences, ...kind.short, ...guide])];
  const slots = new Set(own.flatMap((key) => placeholdersOf(bank[key] ?? '')));
  return [...own, ...wordKeys(kind, slots)];
};

/** The words that a kind's placeholders can be filled with. */
const wordKeys = (kind: Kind, slots: ReadonlySet<string>): readonly string[] => {
  const keys = new Set<string>(['word.town', 'word.datetime', `word.kind.${kind.kind}`]);
  for (const slot of slots) {
    const spec = kind.slots[slot];
    if (spec?.type === 'kind' || spec?.type === 'intensity' || spec?.type === 'hazard')
      for (const value of spec.values ?? []) keys.add(`word.${spec.type}.${value}`);
    if (slot.startsWith('places')) ['word.places.all', 'word.places.many'].forEach((key) => keys.add(key));
    if (slot.startsWith('shelters')) keys.add('word.shelters.many');
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
 * What keeps the live world from starting (R20): every sentence of a level 3–5 kind, in the languages switched on,
 * that no named person has reviewed. Japanese is always among the languages. Sorted by kind, then language.
 */
export const unreviewedLevelPhrases = (
  phrasebook: Phrasebook,
  switchedOn: readonly Language[],
): readonly Unreviewed[] =>
  Object.values(phrasebook.kinds)
    .filter((kind) => kind.level !== null && kind.level >= 3)
    .flatMap((kind) =>
      [...new Set<Language>(['ja', ...switchedOn])].flatMap((language) =>
        keysOfKind(kind, language, phrasebook.sentences[language])
          .filter((sentence) => phrasebook.reviews[language][sentence] !== 'reviewed')
          .map((sentence) => ({
            language,
            kind: kind.kind,
            sentence,
            missing: phrasebook.sentences[language][sentence] === undefined,
          })),
      ),
    );
