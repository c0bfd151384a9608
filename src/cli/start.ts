import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment, loadConfig } from '../platform/config.js';
import { paths } from '../platform/paths.js';
import { serveCommand } from './serve.js';
import type { Print } from './print.js';

/**
 * The first run: the virtual town as a process of its own (the hub can be killed while the world goes on), then the
 * hub in this one. Ends both together.
 */
export async function startCommand(configFile: string, print: Print): Promise<number> {
  const config = loadConfig(configFile, environment());
  if (config.world !== 'drill') {
    print.err(
      '`todoku start` is for the drill world. A live hub is started with `todoku serve --config FILE`.',
    );
    return 2;
  }
  const port = new URL(config.channels.virtualTown.url).port;
  const command = [
    join(paths.root, 'bin', 'todoku.mjs'),
    'virtual-town',
    '--with-parent',
    '--config',
    configFile,
    '--port',
    port,
    '--tls-port',
    '0',
  ];
  const town = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    if (!(await isReady(town, print))) return 3;
    print.out('');
    const code = await serveCommand(config, print);
    return code;
  } finally {
    if (town.exitCode === null && town.signalCode === null) {
      town.kill('SIGTERM');
      await once(town, 'exit');
    }
  }
}

/** Waits for the virtual town's own word that it is ready; false when it ended instead. */
async function isReady(town: ChildProcess, { out, err }: Print): Promise<boolean> {
  const first = await Promise.race([
    once(town.stdout as NodeJS.ReadableStream, 'data').then(([data]) => String(data)),
    once(town, 'exit').then(() => null),
  ]);
  if (first === null) {
    err('The virtual town did not start.');
    return false;
  }
  out(first.trim());
  return true;
}
