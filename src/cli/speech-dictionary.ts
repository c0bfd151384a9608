import type { Config } from '../platform/config.js';
import { paths } from '../platform/paths.js';
import { loadTown } from '../platform/town.js';
import { townReadings, type TermReading } from '../platform/town-readings.js';
import { debian, lacking, type Places } from '../speech/installed.js';
import { readAloud } from '../speech/open-jtalk.js';
import { speechFolders } from '../speech/open-speech.js';
import { soundsAlike, toKatakana } from '../speech/sounds.js';
import { buildDictionary } from '../speech/town-dictionary.js';
import type { Print } from './print.js';

interface Heard extends TermReading {
  readonly said: string;
  readonly right: boolean;
}

/** How a dictionary reads each of them, two at a time. */
async function listen(
  terms: readonly TermReading[],
  dictionary: string,
  places: Places,
): Promise<readonly Heard[]> {
  const engine = { program: places.openJtalk, voice: places.voice, dictionary: () => dictionary };
  const heard: Heard[] = [];
  const queue = [...terms];
  const worker = async (): Promise<void> => {
    for (let term = queue.shift(); term !== undefined; term = queue.shift()) {
      const said = (await readAloud(engine, term.term)) ?? '';
      heard.push({ ...term, said, right: soundsAlike(toKatakana(term.kana), said) });
    }
  };
  await Promise.all([worker(), worker()]);
  return heard;
}

/**
 * Builds the dictionary of the configuration's town: words that the system's dictionary reads wrongly become rows of their
 * own, then names that still are. Prints each with what is said. Exit 0 where all are read as they should be.
 */
export async function speechDictionaryCommand(config: Config, { out, err }: Print): Promise<number> {
  const missing = lacking();
  if (missing.length > 0) {
    err(`These packages are missing: ${missing.join(', ')}`);
    return 1;
  }
  const { words, names } = townReadings(paths.config, loadTown(paths.config, config.town))();
  const all = [...words, ...names];
  const { dictionary: folder } = speechFolders(config.dataDir);
  const options = { system: debian.dictionary, folder, dictIndex: debian.dictIndex };
  const before = await listen(all, debian.dictionary, debian);
  const rows: TermReading[] = before.filter(({ right, accent }) => !right || accent !== undefined);
  const wrong = before.filter(({ right }) => !right);
  for (const each of wrong) out(`${each.term}: ${each.said}, not ${each.kana}`);
  const wordsFirst = rows.filter(({ term }) => words.some((word) => word.term === term));
  if (!(await buildDictionary(wordsFirst, options))) return failed(err);
  const still = (await listen(all, folder, debian)).filter(({ right }) => !right);
  if (still.length > 0 && !(await buildDictionary([...wordsFirst, ...still], options))) return failed(err);
  const left = still.length === 0 ? [] : (await listen(all, folder, debian)).filter(({ right }) => !right);
  for (const each of left) out(`${each.term}: still ${each.said}, not ${each.kana}`);
  out(
    `${folder}: ${wordsFirst.length + still.length} rows added; ${all.length - left.length} of ${all.length} read right`,
  );
  return left.length === 0 ? 0 : 1;
}

const failed = (err: Print['err']): number => {
  err('mecab-dict-index could not build it (package mecab-utils)');
  return 1;
};
