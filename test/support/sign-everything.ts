import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../../src/platform/paths.js';
import { loadPhrasebook, sentenceHash } from '../../src/platform/phrasebook.js';

/** A person vouches for every sentence; without that the live world does not start. */
export function signEverything(dataDir: string): void {
  const { sentences } = loadPhrasebook(paths.config, paths.locales, []);
  const records = Object.entries(sentences).flatMap(([language, bank]) =>
    Object.entries(bank).map(([sentence, text]) => ({
      ...{ language, sentence, hash: sentenceHash(text), by: '試験者', at: 1 },
    })),
  );
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'reviews.json'), JSON.stringify(records));
}
