import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub, type Hub } from '../hub.js';
import { environment, loadConfig, parseConfig, type Config } from '../platform/config.js';
import { paths } from '../platform/paths.js';

/** A drill world of its own: a virtual town in another process, a hub in this one, a data directory that goes with them. */
export interface DrillWorld {
  readonly hub: Hub;
  readonly townUrl: string;
  readonly config: Config;
  close(): Promise<void>;
}

/** Starts one on free ports. `playSpeed` is how much faster than speech its loudspeakers play. */
export async function openDrillWorld(playSpeed: number): Promise<DrillWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'todoku-'));
  const [port, townPort, tlsPort] = await freePorts(3);
  const townUrl = `http://127.0.0.1:${townPort}`;
  const town = await startTown([
    '--port',
    `${townPort}`,
    '--tls-port',
    `${tlsPort}`,
    '--play-speed',
    `${playSpeed}`,
    '--data-dir',
    join(dataDir, 'town'),
  ]);
  const shipped = loadConfig(join(paths.config, 'todoku.yaml'), {});
  const overrides = {
    TODOKU_DATA_DIR: join(dataDir, 'hub'),
    TODOKU_PORT: String(port),
    TODOKU_VIRTUAL_TOWN_URL: townUrl,
    TODOKU_LOG_LEVEL: environment().TODOKU_LOG_LEVEL,
  };
  // Headless: nobody listens.
  const config = parseConfig({ ...shipped, speech: { voice: 'off' } }, overrides);
  const hub = await startHub(config);
  return {
    hub,
    townUrl,
    config,
    async close() {
      await hub.close();
      town.kill('SIGTERM');
      await once(town, 'exit');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts a virtual town as a process and waits until it says that it is ready. @throws Error when it ends instead. */
async function startTown(args: readonly string[]): Promise<ChildProcess> {
  const town = spawn(
    process.execPath,
    [join(paths.root, 'bin', 'todoku.mjs'), 'virtual-town', '--with-parent', ...args],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const ready = await Promise.race([
    once(town.stdout as NodeJS.ReadableStream, 'data').then(() => true),
    once(town, 'exit').then(() => false),
  ]);
  if (!ready) throw new Error('the virtual town did not start');
  return town;
}

/** Loopback ports that nobody listens on now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
