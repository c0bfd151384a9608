import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { scripts, toScript } from '../../src/compose/transliterate/transliterate.js';

const rowsOf = (file: string): readonly Readonly<Record<string, string>>[] => {
  const text = readFileSync(`config/towns/hatoyama/${file}.tsv`, 'utf8').trim();
  const [head = [], ...rows] = text.split('\n').map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(head.map((column, at) => [column, row[at] ?? ''])));
};

const districts = rowsOf('districts');
const names = [...districts, ...rowsOf('shelters'), ...rowsOf('readings')].map((row) => row.kana ?? '');

/** The table of docs/transliteration.md. */
const documented = (): string => {
  const titles = ['district', 'kana', ...scripts];
  const rows = districts.map((row) => [
    row.name ?? '',
    row.kana ?? '',
    ...scripts.map((script) => toScript(script, row.kana ?? '')),
  ]);
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
};

test('the table of docs/transliteration.md is current: it is what follows, between its markers', () => {
  const text = readFileSync('docs/transliteration.md', 'utf8');
  expect(/<!-- districts:start -->\n([\s\S]*)\n<!-- districts:end -->/u.exec(text)?.[1]).toBe(documented());
});

describe('the names of Hatoyama', () => {
  test('are 25 districts, 35 shelters and the readings of rivers and offices', () => {
    expect(districts).toHaveLength(25);
    expect(rowsOf('shelters')).toHaveLength(35);
    expect(names).not.toContain('');
  });

  test.each(scripts)('leave no kana and no kanji in %s', (script) => {
    for (const name of names)
      expect(toScript(script, name)).not.toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u);
  });

  test.each(scripts)('are never two districts with one spelling in %s', (script) => {
    expect(new Set(districts.map((row) => toScript(script, row.kana ?? ''))).size).toBe(districts.length);
  });

  test.each(districts.map((row) => [row.base_kana ?? '', row.base_romaji ?? '']))(
    '%s is romanised as the town does: %s',
    (kana, romaji) => {
      expect(toScript('latin', kana)).toBe(romaji);
    },
  );

  test('differ from the town’s romaji only where a chome has its number in digits', () => {
    const differing = districts.filter((row) => toScript('latin', row.kana ?? '') !== row.romaji);
    expect(differing.map((row) => row.code)).toEqual(
      districts.filter((row) => row.romaji?.endsWith('-chome')).map((row) => row.code),
    );
  });
});
