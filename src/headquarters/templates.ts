import { shortUses, variantsOf, type Kind, type SentenceUse } from '../domain/kind.js';
import { languages, type Language } from '../domain/language.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import type { SentenceReview, TemplateSentenceShape, TemplateShape } from '../wire/templates.js';

interface Use {
  readonly key: string;
  readonly id: string;
  readonly short: boolean;
}

/** Every sentence that a kind may be said with in a language, in speaking order; the short form's own at the end. */
function usesOf(kind: Kind, language: Language): readonly Use[] {
  const isSaid = (use: object): boolean =>
    !('languages' in use) || (use as SentenceUse).languages?.includes(language) !== false;
  const long = kind.sentences
    .filter(isSaid)
    .flatMap((use) => variantsOf(kind, use).map((key) => ({ key, id: use.id, short: false })));
  const short = shortUses(kind)
    .filter(isSaid)
    .flatMap((use) => variantsOf(kind, use).map((key) => ({ key, id: use.id, short: true })));
  const guide = kind.radioGuide === null ? [] : [{ key: kind.radioGuide, id: kind.radioGuide, short: false }];
  const known = new Map([...long, ...guide, ...short].toReversed().map((use) => [use.key, use]));
  return [...known.values()].toReversed();
}

/** Who vouches for a sentence in a language; a text that is not there is missing, never quietly another. */
const reviewOf = ({ sentences, reviews }: Phrasebook, language: Language, key: string): SentenceReview => {
  if (sentences[language][key] === undefined) return 'missing';
  const review = reviews[language][key];
  return review === 'official' || review === 'reviewed' ? review : 'unreviewed';
};

/** A kind in numbers: its sentences by who vouches for them, in each language. */
export function templateOf(phrasebook: Phrasebook, kind: Kind, lastIssuedAt: number | null): TemplateShape {
  const uses = (language: Language) =>
    usesOf(kind, language).filter(({ key }) => phrasebook.sentences.ja[key] !== undefined);
  const counted = (language: Language) => {
    const counts = { official: 0, reviewed: 0, unreviewed: 0, missing: 0 };
    for (const { key } of uses(language)) counts[reviewOf(phrasebook, language, key)]++;
    return counts;
  };
  return {
    ...{ kind: kind.kind, group: kind.group, level: kind.level, sentences: uses('ja').length, lastIssuedAt },
    reviews: Object.fromEntries(
      languages.map((language) => [language, counted(language)]),
    ) as TemplateShape['reviews'],
  };
}

/** A kind's sentences in one language beside the Japanese. */
export const templateSentences = (
  phrasebook: Phrasebook,
  kind: Kind,
  language: Language,
): readonly TemplateSentenceShape[] =>
  usesOf(kind, language).flatMap(({ key, id, short }) => {
    const ja = phrasebook.sentences.ja[key];
    if (ja === undefined) return [];
    return [
      {
        ...{ key, id, short, ja, variant: key === id ? null : key.slice(id.length + 1) },
        text: phrasebook.sentences[language][key] ?? null,
        review: reviewOf(phrasebook, language, key),
      },
    ];
  });
