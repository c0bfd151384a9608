import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ConfiguredTown } from '../platform/town.js';
import type { Config } from '../platform/config.js';
import { paths } from '../platform/paths.js';
import { loadBoundary, loadTown } from '../platform/town.js';
import {
  startVirtualTown,
  type VirtualTown,
  type VirtualTownOptions,
} from '../virtual-town/start-virtual-town.js';
import { readable } from './serve.js';
import { untilAsked, type Print } from './print.js';

const settings = z.strictObject({
  port: z.number().int(),
  tlsPort: z.number().int(),
  rates: z.strictObject({ sms: z.number().positive(), push: z.number().positive() }),
  playSpeed: z.number().positive(),
});

/** The rates and ports that `config/virtual-town.yaml` states. */
export const readVirtualTownSettings = () =>
  settings.parse(parse(readFileSync(join(paths.config, 'virtual-town.yaml'), 'utf8')));

/** The town as the virtual town shows it. */
export const mapOf = (town: ConfiguredTown): VirtualTownOptions['town'] => ({
  name: town.name.ja,
  nameEn: town.name.romaji,
  districts: town.districts.map(({ code, name, point }) => ({
    code,
    name: name.ja,
    nameEn: name.romaji,
    point,
  })),
  stations: town.stations.map(({ id, name, districts, point }) => ({
    id,
    name,
    districts: [...districts],
    point,
  })),
  boundary: loadBoundary(paths.config, town.id),
});

/** Runs the virtual town until it is asked to end. */
export async function virtualTownCommand(
  config: Config,
  options: {
    readonly port?: number;
    readonly tlsPort?: number;
    readonly dataDir?: string;
    readonly playSpeed?: number;
    readonly withParent?: boolean;
  },
  { out, err }: Print,
): Promise<number> {
  const { port, tlsPort, rates, playSpeed } = readVirtualTownSettings();
  let town: VirtualTown;
  try {
    town = await startVirtualTown({
      port: options.port ?? port,
      tlsPort: options.tlsPort ?? tlsPort,
      dataDir: options.dataDir ?? join(config.dataDir, '..', 'virtual-town'),
      town: mapOf(loadTown(paths.config, config.town)),
      pageDir: paths.virtualTownPage,
      rates,
      playSpeed: options.playSpeed ?? playSpeed,
    });
  } catch (error) {
    const reason = readable(error, 'TODOKU_VIRTUAL_TOWN_URL');
    if (reason === null) throw error;
    err(reason);
    return 3;
  }
  out(`Virtual town is ready:  ${town.url}`);
  await untilAsked(options.withParent === true);
  await town.close();
  return 0;
}
