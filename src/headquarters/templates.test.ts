import { describe, expect, test } from '@jest/globals';
import { languages } from '../domain/language.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { paths } from '../platform/paths.js';
import { loadPhrasebook, sentenceHash } from '../platform/phrasebook.js';
import { templateOf, templateSentences } from './templates.js';

const phrasebook = loadPhrasebook(paths.config, paths.locales);
const kinds = Object.values(phrasebook.kinds);
const kind = phrasebook.kinds['evacuation-instruction'];
if (kind === undefined) throw new Error('no such kind');

describe('what the room of templates shows', () => {
  test('every kind has sentences, each counted once in every language, and none is missing', () => {
    for (const one of kinds) {
      const { sentences, reviews } = templateOf(phrasebook, one, null);
      expect(sentences).toBeGreaterThan(0);
      for (const language of languages) {
        const counts = Object.values(reviews[language] ?? {}).reduce((sum, n) => sum + n, 0);
        const shown = templateSentences(phrasebook, one, language).length;
        expect([one.kind, language, counts]).toEqual([one.kind, language, shown]);
        expect(reviews[language]?.missing).toBe(0);
      }
    }
  });

  test('a sentence that a language lacks is missing, with no text in its place', () => {
    const [first] = templateSentences(phrasebook, kind, 'th');
    if (first === undefined) throw new Error('no sentence');
    const { [first.key]: _gone, ...th } = phrasebook.sentences.th;
    const without: Phrasebook = { ...phrasebook, sentences: { ...phrasebook.sentences, th } };
    expect(templateSentences(without, kind, 'th')[0]).toMatchObject({ review: 'missing', text: null });
    expect(templateOf(without, kind, null).reviews.th?.missing).toBe(
      (templateOf(phrasebook, kind, null).reviews.th?.missing ?? 0) + 1,
    );
  });

  test('a signed sentence counts as reviewed, and no longer after an edit', () => {
    const target = templateSentences(phrasebook, kind, 'th').find(({ review }) => review === 'unreviewed');
    if (target?.text == null) throw new Error('nothing unreviewed');
    const sign = (text: string) => {
      const record = {
        language: 'th' as const,
        sentence: target.key,
        hash: sentenceHash(text),
        by: 'x',
        at: 1,
      };
      const signed = loadPhrasebook(paths.config, paths.locales, [record]);
      return templateSentences(signed, kind, 'th').find(({ key }) => key === target.key)?.review;
    };
    expect(sign(target.text)).toBe('reviewed');
    expect(sign(`${target.text} edited`)).toBe('unreviewed');
  });
});
