/** Several hubs on one PostgreSQL, each with a data directory and a port of its own, against one virtual town. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapOf } from '../../../src/cli/virtual-town.js';
import { startHub, type Hub } from '../../../src/hub.js';
import { parseConfig, type Config } from '../../../src/platform/config.js';
import { paths } from '../../../src/platform/paths.js';
import { loadTown } from '../../../src/platform/town.js';
import { freePort } from '../../support/free-port.js';
import { choosePassword, chosen, signIn, type OfficerClient } from '../../support/hub.js';
import { startTestTown, type TestTown } from '../../support/virtual-town.js';
import { ratesOf } from '../../chaos/rates.js';

export interface Office {
  readonly town: TestTown;
  /** A configuration for one more process. */
  configure(roles?: readonly string[]): Promise<Config>;
  /** Starts hubs at the same moment, one for each list of roles. */
  start(...roles: (readonly string[])[]): Promise<readonly Hub[]>;
  /** Signs in at a hub with a password of their own. */
  signIn(url: string): Promise<{ duty: OfficerClient; chief: OfficerClient }>;
  close(): Promise<void>;
}

export async function openOffice(
  databaseUrl: string,
  rates = ratesOf({ callsPerSecond: 5000 }),
): Promise<Office> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-hubs-'));
  const town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  const secret = join(home, 'database-url');
  await writeFile(secret, databaseUrl);
  const running: Hub[] = [];
  let firsts: readonly { login: string; password: string }[] = [];
  let hubs = 0;
  const configure = async (roles: readonly string[] = ['api', 'dispatch']) =>
    parseConfig(
      {
        world: 'drill',
        town: 'hatoyama',
        dataDir: join(home, `hub-${++hubs}`),
        database: { engine: 'postgres', url: { file: secret } },
        roles,
        http: { host: '127.0.0.1', port: await freePort() },
        channels: { virtualTown: { url: town.url }, rates },
        logLevel: 'error',
      },
      {},
    );
  return {
    town,
    configure,
    async start(...roles) {
      const configs: Config[] = [];
      for (const one of roles) configs.push(await configure(one));
      const started = await Promise.all(configs.map((config) => startHub(config)));
      running.push(...started);
      firsts = [...firsts, ...started.flatMap(({ firstOfficers }) => firstOfficers)];
      return started;
    },
    async signIn(url) {
      for (const { login, password } of firsts) await choosePassword(url, { login, password });
      firsts = [];
      const [duty, chief] = [
        await signIn(url, { login: 'duty', password: chosen }),
        await signIn(url, { login: 'chief', password: chosen }),
      ];
      return { duty, chief };
    },
    async close() {
      await Promise.all(running.map((hub) => hub.close()));
      await town.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
