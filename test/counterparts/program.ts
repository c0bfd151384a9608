/** Programs that nobody here wrote, from `test/counterparts/node_modules`, each on a free port of this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { request } from 'undici';
import { freePort } from '../support/free-port.js';

const folder = resolve('test/counterparts/node_modules');

/** What this machine lacks of a package; null when it is there. */
export const lacking = (name: string): string | null =>
  existsSync(join(folder, name)) ? null : `${name} is not installed: npm ci --prefix test/counterparts`;

export interface Program {
  readonly url: string;
  stop(): Promise<void>;
}

const patience = 30_000;

/** Starts a package's script and waits until its port answers. @throws Error when it ends before, or takes 30 s */
export async function startProgram(
  script: string,
  argsFor: (port: number) => readonly string[],
): Promise<Program> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(folder, script), ...argsFor(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const end = Date.now() + patience;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}`);
    const answer = await request(url).catch(() => null);
    await answer?.body.dump();
    if (answer !== null) return { url, stop };
    if (Date.now() > end) {
      await stop();
      throw new Error(`${script} does not answer`);
    }
    await new Promise((again) => setTimeout(again, 50));
  }
}

/** prism as the server of a description (OpenAPI) that stands beside the tests; `--errors` lets no violation pass. */
export const startPrism = (contract: string): Promise<Program> =>
  startProgram('@stoplight/prism-cli/dist/index.js', (port) => [
    ...['mock', '-p', String(port), '-h', '127.0.0.1', '--errors'],
    join(folder, '..', 'contracts', contract),
  ]);
