import { createPack } from '../desk/pack.js';
import { createClock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { paths } from '../platform/paths.js';
import { loadPhrasebook } from '../platform/phrasebook.js';
import { loadSentences } from '../platform/sentences.js';
import { loadTown } from '../platform/town.js';
import { join } from 'node:path';
import type { Print } from './print.js';

/** `todoku cards pack`: makes the offline pack of a configuration's world, beside a running hub too. Returns the exit code. */
export async function cardsPackCommand(config: Config, { out }: Print): Promise<number> {
  const deps = {
    town: loadTown(paths.config, config.town),
    phrasebook: loadPhrasebook(paths.config, paths.locales),
    say: loadSentences(paths.locales),
    world: config.world,
  };
  const clock = createClock();
  const { cards, pages } = await createPack(deps, config.dataDir, () => clock.now()).make();
  out(
    `${join(config.dataDir, 'offline-pack.pdf')}: ${cards} cards on ${pages} pages, for the ${config.world} world`,
  );
  return 0;
}
