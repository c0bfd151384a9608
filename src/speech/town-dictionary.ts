import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { TermReading } from '../platform/town-readings.js';
import { lineOf, rowsOf, type Row } from './naist-dictionary.js';
import { japaneseWords } from './plain-words.js';
import { runProgram } from './run-program.js';
import { moraeOf, toKatakana } from './sounds.js';

/** Part of speech of a town's word: the name of a place. */
const place = '名詞,固有名詞,地域,一般';
/** Below every other way to read the same letters. */
const cost = -20_000;
/** Milliseconds; it takes about five seconds. */
const within = 120_000;

/** What mecab-dict-index asks for; the charset of its own tables matters to nobody here. */
const settings = 'cost-factor = 800\nconfig-charset = UTF-8\ndictionary-charset = UTF-8\n';

/** A word as a row beside those of its kind. The accent is flat where nobody said another. */
function rowsFor({ term, kana, accent = 0 }: TermReading, like: Row): readonly Row[] {
  const written = japaneseWords(term);
  const morae = moraeOf(toKatakana(kana));
  // ヶ is written が before it is said (pieces.ts).
  return [...new Set([written, written.replaceAll('ヶ', 'が')])].map((surface) =>
    rowOf(surface, { kana, accent, morae, like }),
  );
}

interface Said {
  readonly kana: string;
  readonly accent: number;
  readonly morae: readonly string[];
  readonly like: Row;
}

function rowOf(surface: string, { kana, accent, morae, like }: Said): Row {
  const feature = [
    place,
    '*,*',
    surface,
    toKatakana(kana),
    morae.join(''),
    `${accent}/${morae.length}`,
    'C1',
  ];
  return { surface, left: like.left, right: like.right, cost, feature: feature.join(',') };
}

function* linesOf(system: Buffer, terms: readonly TermReading[]): Generator<string> {
  let like: Row | null = null;
  for (const row of rowsOf(system)) {
    if (like === null && row.feature.startsWith(`${place},`)) like = row;
    yield `${lineOf(row)}\n`;
  }
  if (like === null) throw new Error('the dictionary has no names of places');
  for (const term of terms) for (const row of rowsFor(term, like)) yield `${lineOf(row)}\n`;
}

export interface DictionaryOptions {
  /** The dictionary to add to. */
  readonly system: string;
  /** Where the new one is to stand; replaced as a whole, or not at all. */
  readonly folder: string;
  /** mecab-dict-index, of Debian's mecab-utils. */
  readonly dictIndex: string;
}

/**
 * Builds a dictionary of a town: the system's rows and the town's words. False where the program is missing or fails; the
 * dictionary that was there before then stays.
 */
export async function buildDictionary(
  terms: readonly TermReading[],
  { system, folder, dictIndex }: DictionaryOptions,
): Promise<boolean> {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  const made = join(work, 'made');
  try {
    await mkdir(made);
    for (const name of await readdir(system))
      if (name !== 'sys.dic')
        for (const to of [work, made]) await copyFile(join(system, name), join(to, name));
    await writeFile(join(work, 'dicrc'), settings);
    const rows = linesOf(await readFile(join(system, 'sys.dic')), terms);
    await pipeline(rows, createWriteStream(join(work, 'rows.csv')));
    const args = ['-d', work, '-o', made, '-s', '-f', 'UTF-8', '-t', 'UTF-8'];
    const ran = await runProgram(
      { file: dictIndex, args, within },
      { signal: new AbortController().signal, calm: true },
    );
    if (ran.result !== 'done') return false;
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
    return true;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
