import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PlaceName, Town } from '../domain/town.js';

/** A word of the town's and how it is read, in kana without spaces. */
export interface TermReading {
  readonly term: string;
  readonly kana: string;
  /** Open JTalk's accent: the mora on which it falls, 0 for none; absent where nobody said. */
  readonly accent?: number;
}

const termOf = ({ ja, kana }: PlaceName): TermReading => ({ term: ja, kana });

/** Words that stand for themselves. */
const wordsOf = (town: Town): readonly TermReading[] => [
  ...[town.name, town.radioName, town.prefecture].map(termOf),
  ...town.districts.flatMap(({ name, base }) => [name, base]).map(termOf),
  ...town.features.filter(({ type }) => type === 'river').map(({ name }) => termOf(name)),
];

/** Names made of several words. */
const namesOf = (town: Town): readonly TermReading[] => [
  ...town.shelters.map(({ name }) => termOf(name)),
  ...town.features.filter(({ type }) => type !== 'river').map(({ name }) => termOf(name)),
  ...town.areas.filter(({ type }) => type !== 'hazard-zone').map(({ name }) => termOf(name)),
];

const kanaOnly = (kana: string): string =>
  kana.replaceAll(/[^\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, '');

const once = (terms: readonly TermReading[]): readonly TermReading[] => [
  ...new Map(terms.map((each) => [each.term, { ...each, kana: kanaOnly(each.kana) }])).values(),
];

/** `readings.tsv`: term, kana, and by their headings romaji, note, accent. Rows that lack a kana are left out. */
function readFileOfTerms(path: string): readonly TermReading[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').split(/\r?\n/u);
  const columns = head.split('\t');
  const at = (row: readonly string[], name: string): string => (row[columns.indexOf(name)] ?? '').trim();
  return lines
    .map((line) => line.split('\t'))
    .filter((row) => at(row, 'term') !== '' && kanaOnly(at(row, 'kana')) !== '')
    .map((row) => ({
      term: at(row, 'term'),
      kana: at(row, 'kana'),
      ...(/^\d+$/u.test(at(row, 'accent')) && { accent: Number(at(row, 'accent')) }),
    }));
}

/** How a town's words are read; `names` are made of several words. */
export interface TownReadings {
  readonly words: readonly TermReading[];
  readonly names: readonly TermReading[];
}

/**
 * The readings of a town: its places, and `readings.tsv`, whose rows come first. The file is looked at each time, so that a
 * row that an officer adds is heard at the next listening.
 */
export function townReadings(configDir: string, town: Town): () => TownReadings {
  const path = join(configDir, 'towns', town.id, 'readings.tsv');
  const names = once(namesOf(town));
  let seen = { stamp: '', words: once(wordsOf(town)) };
  return () => {
    const stamp = existsSync(path) ? String(statSync(path).mtimeMs) : '';
    if (stamp !== seen.stamp)
      seen = { stamp, words: once([...wordsOf(town), ...(stamp === '' ? [] : readFileOfTerms(path))]) };
    return { words: seen.words, names };
  };
}
