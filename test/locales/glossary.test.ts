import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { written } from '../../src/compose/markup.js';
import { languages, type Language } from '../../src/domain/language.js';
import { phrasebook } from './fixtures.js';

/*
 * config/glossary.tsv: one approved form per term and language. Where the Japanese of a sentence names a term, the other
 * language uses its form, as headword or as it stands in a sentence; `except` lists the sentences that rightly say it by
 * other words (a verb for a noun).
 */

interface Row {
  readonly term: string;
  readonly tag: string;
  readonly forms: readonly string[];
  readonly status: string;
  readonly source: string;
  readonly except: readonly string[];
}

const rows = readFileSync('config/glossary.tsv', 'utf8')
  .replace(/\n$/u, '')
  .split('\n')
  .slice(1)
  .map((line): Row => {
    const [term = '', tag = '', headword = '', inSentence = '', status = '', source = '', , except = ''] =
      line.split('\t');
    const forms = [headword, ...inSentence.split(' / ')].filter((form) => form !== '');
    return { term, tag, forms, status, source, except: except.split(' ') };
  });

const rowsOf = (language: Language) =>
  rows.filter(({ tag }) => tag === language).sort((a, b) => b.term.length - a.term.length);

/** Terms that a sentence's Japanese names and its translation does not, the longest terms first. */
const unnamed = (language: Language, key: string, japanese: string, said: string): readonly string[] => {
  let rest = written(japanese);
  const found: string[] = [];
  for (const { term, forms, except } of rowsOf(language)) {
    if (!rest.includes(term)) continue;
    rest = rest.replaceAll(term, '\u0000');
    const text = written(said).toLowerCase();
    if (!except.includes(key) && !forms.some((form) => text.includes(form.toLowerCase()))) found.push(term);
  }
  return found;
};

describe('glossary', () => {
  test('each row names a term, a language, its form, its status and its source, once', () => {
    for (const row of rows) {
      expect(languages).toContain(row.tag);
      expect([row.term, row.tag, row.forms.length > 0, row.source !== '']).toEqual([row.term, row.tag, true, true]);
      expect(['official', 'unreviewed']).toContain(row.status);
    }
    expect(new Set(rows.map(({ term, tag }) => `${term} ${tag}`)).size).toBe(rows.length);
  });

  test.each(languages.filter((tag) => tag !== 'ja'))('%s has rows for the terms of evacuation', (language) => {
    const terms = rowsOf(language).map(({ term }) => term);
    for (const term of ['高齢者等避難', '避難指示', '緊急安全確保', '避難所', '土砂災害', '洪水'])
      expect([language, terms]).toEqual([language, expect.arrayContaining([term])]);
  });

  test.each(languages.filter((tag) => tag !== 'ja'))('%s says each term by its form', (language) => {
    const missing = Object.entries(phrasebook.sentences[language]).flatMap(([key, said]) =>
      unnamed(language, key, phrasebook.sentences.ja[key] ?? '', said).map((term) => `${key}: ${term}`),
    );
    expect(missing).toEqual([]);
  });

  test('a sentence with another word for a term is found', () =>
    expect(unnamed('en', 'x', '{避難所|ひなんじょ}です。', 'Evacuation centre.')).toEqual(['避難所']));
});
