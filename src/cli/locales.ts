import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import readXlsxFile from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import { written } from '../compose/markup.js';
import { placeholdersOf } from '../compose/bank.js';
import { isLanguage, languages, type Language } from '../domain/language.js';
import type { Phrasebook, ReviewRecord } from '../domain/phrasebook.js';
import { loadPhrasebook, sentenceHash } from '../platform/phrasebook.js';
import { readReviews } from '../platform/reviews.js';
import type { Print } from './print.js';

export interface LocalesOptions extends Print {
  readonly configDir: string;
  readonly localesDir: string;
  /** Where the reviews of a world are kept. */
  readonly dataDir: string;
}

const load = ({ configDir, localesDir, dataDir }: LocalesOptions): Phrasebook =>
  loadPhrasebook(configDir, localesDir, readReviews(dataDir));

/** `locales report`: per language how many sentences are official, reviewed by whom last, unreviewed, missing. */
export function localesReport(options: LocalesOptions): number {
  const phrasebook = load(options);
  const records = readReviews(options.dataDir);
  options.out('language  sentences  official  reviewed  unreviewed  missing  last review');
  for (const language of languages) {
    const states = Object.values(phrasebook.reviews[language]);
    const count = (state: string): string => String(states.filter((each) => each === state).length);
    const missing = phrasebook.gaps.filter((gap) => gap.language === language).length;
    const last = records
      .filter((record) => record.language === language)
      .toSorted((a, b) => b.at - a.at)
      .map(({ by, at }) => `${by}, ${new Date(at).toISOString().slice(0, 10)}`)[0];
    const cells = [
      ...[language.padEnd(8), String(states.length).padStart(9), count('official').padStart(8)],
      ...[count('reviewed').padStart(8), count('unreviewed').padStart(10), String(missing).padStart(7)],
    ];
    options.out([...cells, last ?? '-'].join('  '));
  }
  return 0;
}

const columns = ['key', 'ja', 'en', 'text'] as const;

/** `locales export TAG FILE`: a spreadsheet for a translator, the Japanese with its readings left out beside it. */
export async function localesExport(tag: string, file: string, options: LocalesOptions): Promise<number> {
  if (!isLanguage(tag))
    return complain(options, `there is no language ${tag}; there are ${languages.join(', ')}`);
  const { sentences } = load(options);
  const rows = Object.keys(sentences.ja).map((key) => [
    key,
    written(sentences.ja[key] ?? ''),
    sentences.en[key] ?? '',
    sentences[tag][key] ?? '',
  ]);
  await writeXlsxFile(
    [[...columns], ...rows].map((row) => row.map((value) => ({ value, type: String, wrap: true }))),
    { columns: [{ width: 30 }, { width: 50 }, { width: 50 }, { width: 60 }] },
  ).toFile(file);
  options.out(`${file}: ${rows.length} sentences of ${tag}`);
  return 0;
}

const complain = ({ err }: Print, why: string): number => {
  err(why);
  return 2;
};

const slots = (text: string): string => [...new Set(placeholdersOf(text))].sort().join(' ');

/** What speaks against a translator's sentence; null for nothing. */
const faultOf = (
  key: string,
  text: string,
  present: Readonly<Record<string, string>>,
  japanese: Readonly<Record<string, string>>,
): string | null => {
  if (japanese[key] === undefined) return `${key}: is no sentence of the phrasebook`;
  if (slots(text) !== slots(present[key] ?? japanese[key]))
    return `${key}: has the placeholders "${slots(text)}" instead of "${slots(present[key] ?? japanese[key])}"`;
  if (text !== text.normalize('NFC').trim())
    return `${key}: has spaces around it or letters that are not in NFC`;
  return null;
};

/** `locales import TAG FILE`: takes a translator's spreadsheet back, whole or not at all. */
export async function localesImport(tag: string, file: string, options: LocalesOptions): Promise<number> {
  if (!isLanguage(tag))
    return complain(options, `there is no language ${tag}; there are ${languages.join(', ')}`);
  if (!existsSync(file)) return complain(options, `${file}: there is no such file`);
  const { sentences } = load(options);
  const sheets = await readXlsxFile(file);
  const [head, ...rows] = (sheets[0]?.data ?? []).map((row) => row.map((value) => String(value ?? '')));
  if (head?.join() !== columns.join())
    return complain(options, `${file}: the first line must be ${columns.join(', ')}`);
  const given = rows
    .map(([key = '', , , text = '']) => [key, text] as const)
    .filter(([, text]) => text !== '');
  const faults = given.flatMap(([key, text]) => faultOf(key, text, sentences[tag], sentences.ja) ?? []);
  if (faults.length > 0) {
    for (const fault of faults) options.err(`${file}: ${fault}`);
    options.err(`${faults.length} fault(s); nothing was taken over`);
    return 1;
  }
  const changed = given.filter(([key, text]) => sentences[tag][key] !== text);
  const merged = { ...sentences[tag], ...Object.fromEntries(changed) };
  const path = join(options.localesDir, tag, 'message.json');
  writeFileSync(path, `${JSON.stringify(merged, null, 2)}\n`);
  options.out(`${path}: ${changed.length} of ${given.length} sentences changed; their reviews lapse`);
  return 0;
}

/** `locales review TAG --by NAME [KEY…]`: records that a named person vouches for sentences as they stand now. */
export function localesReview(
  tag: string,
  keys: readonly string[],
  options: LocalesOptions & { readonly by: string; readonly at: number },
): number {
  if (!isLanguage(tag))
    return complain(options, `there is no language ${tag}; there are ${languages.join(', ')}`);
  const own = load(options).sentences[tag];
  const unknown = keys.find((key) => own[key] === undefined);
  if (unknown !== undefined) return complain(options, `${tag} has no sentence ${unknown}`);
  const signed = (keys.length > 0 ? keys : Object.keys(own)).map((sentence): ReviewRecord => ({
    ...{ language: tag as Language, sentence, hash: sentenceHash(own[sentence] ?? '') },
    ...{ by: options.by, at: options.at },
  }));
  const names = new Set(signed.map(({ sentence }) => sentence));
  const kept = readReviews(options.dataDir).filter(
    ({ language, sentence }) => language !== tag || !names.has(sentence),
  );
  const path = join(options.dataDir, 'reviews.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify([...kept, ...signed], null, 2)}\n`);
  options.out(`${path}: ${signed.length} sentences of ${tag} reviewed by ${options.by}`);
  return 0;
}
