import { existsSync, readFileSync } from 'node:fs';
import { isLanguage, type Language } from '../domain/language.js';
import type { Bank } from './phrasebook-faults.js';

/** A sentence without its readings. */
const written = (text: string): string => text.replaceAll(/\{([^{}|]+)\|[^{}|]+\}/gu, '$1');

/**
 * Sentences that are an authority's own text: rows of tag, key, text and source. The text stands beside its source, so
 * that a sentence of the bank that was edited since is a fault and never goes out as official. Answers `tag key`.
 */
export const readOfficial = (
  file: string,
  banks: Readonly<Record<Language, Bank>>,
  faults: string[],
): ReadonlySet<string> => {
  if (!existsSync(file)) return new Set();
  const official = new Set<string>();
  const [, ...rows] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/u);
  rows.forEach((row, index) => {
    const [tag = '', sentence = '', text = '', source = ''] = row.split('\t');
    const at = `official.tsv: line ${index + 2}`;
    if (!isLanguage(tag) || source === '')
      faults.push(`${at}: needs a language, a key, the text and its source`);
    else if (written(banks[tag][sentence] ?? '') !== text)
      faults.push(`${at}: ${tag}/${sentence} is not what the source says`);
    else official.add(`${tag} ${sentence}`);
  });
  return official;
};
