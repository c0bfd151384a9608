import { describe, expect, test } from '@jest/globals';
import { placeholdersOf } from '../../src/compose/bank.js';
import { segments } from '../../src/compose/markup.js';
import { keysOfKind } from '../../src/compose/review.js';
import { languages, type Language } from '../../src/domain/language.js';
import { phrasebook } from './fixtures.js';

const bankOf = (language: Language) => Object.entries(phrasebook.sentences[language]);
const japaneseOnly = ['note', 'quake-epicentre', 'volcano-name'];

describe('the bank is complete', () => {
  test.each(languages)('%s has every sentence of every kind and no other', (language) => {
    const needed = new Set(Object.values(phrasebook.kinds).flatMap((kind) => keysOfKind(kind, language, phrasebook.sentences.ja)));
    // Any message can be the one that a correction names.
    for (const kind of Object.keys(phrasebook.kinds)) needed.add(`word.kind.${kind}`);
    expect(Object.keys(phrasebook.sentences[language]).toSorted()).toEqual([...needed].toSorted());
  });

  test.each(languages)('%s says the facts that Japanese says', (language) => {
    for (const [key, text] of bankOf(language))
      if (!key.startsWith('word.'))
        expect([key, [...new Set(placeholdersOf(text))].toSorted()]).toEqual([
          key,
          [...new Set(placeholdersOf(phrasebook.sentences.ja[key] ?? ''))].toSorted(),
        ]);
  });

  test.each(languages)('%s is written with Latin digits, in NFC, without stray spaces', (language) => {
    for (const [key, text] of bankOf(language)) {
      expect([key, text.replaceAll(/[0-9]/gu, '').match(/\p{Nd}/u)]).toEqual([key, null]);
      expect(text).toBe(text.normalize('NFC').trim());
      expect(text).not.toMatch(/ {2}/u);
    }
  });

  test('only Japanese has what a person or a telegram words', () => {
    for (const language of languages)
      for (const key of japaneseOnly) expect(key in phrasebook.sentences[language]).toBe(language === 'ja');
  });
});

describe('readings', () => {
  test.each(['ja', 'ja-easy'] as const)('every kanji of %s has one, in hiragana', (language) => {
    for (const [key, text] of bankOf(language))
      for (const { base, ruby } of segments(text.replaceAll(/\{\{\w+\}\}/gu, ''))) {
        if (ruby === null) expect([key, base]).toEqual([key, expect.not.stringMatching(/\p{Script=Han}/u)]);
        else expect([key, ruby]).toEqual([key, expect.stringMatching(/^[\p{Script=Hiragana}ー]+$/u)]);
      }
  });

  test('every digit of spoken Japanese has one', () => {
    for (const [key, text] of bankOf('ja'))
      for (const { base, ruby } of segments(text)) if (ruby === null) expect([key, /\d/u.test(base)]).toEqual([key, false]);
  });
});
