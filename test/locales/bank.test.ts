import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { placeholdersOf } from '../../src/compose/bank.js';
import { segments, written } from '../../src/compose/markup.js';
import { keysOfKind } from '../../src/compose/review.js';
import { languages, type Language } from '../../src/domain/language.js';
import { phrasebook } from './fixtures.js';

const bankOf = (language: Language) => Object.entries(phrasebook.sentences[language]);
const japaneseOnly = ['note', 'quake-epicentre'];

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

/** やさしい日本語: what can be checked mechanically of the twelve rules (弘前大学). */
describe('ja-easy', () => {
  const sentences = bankOf('ja-easy')
    .filter(([key]) => !key.startsWith('word.'))
    .flatMap(([key, text]) =>
      written(text.replaceAll(/\{\{\w+\}\}/gu, '〇'))
        .split(/(?<=。)\s*/u)
        .filter((each) => each !== '')
        .map((sentence): [string, string] => [key, sentence]),
    );
  const allowedLoanWords = ['レベル'];

  test.each(sentences)('%s: %s', (_key, sentence) => {
    expect([...sentence.replaceAll(/\s/gu, '')].length).toBeLessThanOrEqual(40);
    // 分かち書き: a long sentence without a space is not written for a learner.
    if ([...sentence].length > 12) expect(sentence).toMatch(/ /u);
    for (const word of sentence.match(/[\p{Script=Katakana}ー]{2,}/gu) ?? []) expect(allowedLoanWords).toContain(word);
    expect(sentence).not.toMatch(/[a-z]/iu);
    expect(sentence).not.toMatch(/ないことはない|なくはない|ざるを得|おそれ|直ちに|速やかに|くださいませ/u);
  });
});

describe('glossary', () => {
  const rows = readFileSync('config/glossary.tsv', 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

  test('each row names a term, a language, its form, where it is used and its source', () => {
    for (const row of rows) {
      expect(row).toHaveLength(6);
      expect(languages).toContain(row[1]);
      for (const cell of row.slice(0, 5)) expect(cell).not.toBe('');
    }
    expect(new Set(rows.map((row) => `${row[0]} ${row[1]}`)).size).toBe(rows.length);
  });

  test.each(rows)('%s in %s is said as %s', (_term, tag, form, sentences) => {
    for (const key of (sentences ?? '').split(' ')) {
      const text = phrasebook.sentences[tag as Language][key] ?? '';
      // A sentence may say the term by its slot.
      const said = written(text.replaceAll('{{ofKind}}', form ?? '')).toLowerCase();
      expect([key, said]).toEqual([key, expect.stringContaining((form ?? '?').toLowerCase())]);
    }
  });
});
