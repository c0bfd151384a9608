import { createLiveChannels, noParts } from '../channels/live-channels.js';
import { unsignedFaults } from '../compose/review.js';
import { isLanguage } from '../domain/language.js';
import { namedKey } from '../officers/sign-in-key.js';
import { ConfigError } from '../platform/config-error.js';
import { environment, loadConfig } from '../platform/config.js';
import { databasePlace } from '../platform/database-place.js';
import { frontOf } from '../platform/front.js';
import { paths } from '../platform/paths.js';
import { loadPhrasebook } from '../platform/phrasebook.js';
import { readReviews } from '../platform/reviews.js';
import { loadTown } from '../platform/town.js';
import { scenarioIds, loadScenario } from '../drill/load-scenario.js';
import type { Print } from './print.js';

/** Checks a configuration, its town, its phrases and its scenarios; everything that is wrong at once. */
export async function configCheckCommand(file: string, { out, err }: Print): Promise<number> {
  const faults: string[] = [];
  const collect = async <T>(work: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
      return null;
    }
  };
  const config = await collect(() => loadConfig(file, environment()));
  if (config) await collect(() => databasePlace(config, environment()));
  if (config) await collect(() => frontOf(config, environment()));
  if (config) await collect(() => namedKey(config, environment()));
  const town = config && (await collect(() => loadTown(paths.config, config.town)));
  const phrasebook = await collect(() =>
    loadPhrasebook(paths.config, paths.locales, config ? readReviews(config.dataDir) : []),
  );
  for (const id of scenarioIds(paths.config)) await collect(() => loadScenario(paths.config, id));
  if (config?.world === 'live') {
    await collect(async () => {
      const { channels: configured, outboundProxy } = config;
      const channels = await createLiveChannels(configured, environment(), { ...noParts, outboundProxy });
      await Promise.all([...channels.values()].map((channel) => channel.close?.()));
    });
    if (town && phrasebook) faults.push(...unsignedFaults(phrasebook, town.languages.filter(isLanguage)));
  }
  if (faults.length === 0) {
    out(`${file}: good (${config?.world} world, town ${config?.town})`);
    return 0;
  }
  err(`${file}: ${faults.length} fault(s)`);
  for (const fault of faults) err(`  - ${fault}`);
  return 3;
}
