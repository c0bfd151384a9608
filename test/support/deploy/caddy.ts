/** An installed Caddy (Debian's) with deploy/Caddyfile itself, on loopback, with a certificate authority of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { until } from '../hub.js';
import { inDeploy } from './compose-file.js';

export interface Caddy {
  /** `https://localhost:…` */
  readonly url: string;
  readonly plainUrl: string;
  /** PEM of its authority. */
  readonly ca: string;
  close(): Promise<void>;
}

export const installedCaddy: string | null =
  ['/usr/bin/caddy', '/usr/local/bin/caddy'].find((path) => existsSync(path)) ?? null;

export const caddyPorts = async () => ({ plain: await freePort(), tls: await freePort() });

/** @param edit what a wrong file would say */
export async function startCaddy(
  ports: Awaited<ReturnType<typeof caddyPorts>>,
  hubs: readonly string[],
  edit: (file: string) => string = (file) => file,
): Promise<Caddy> {
  const home = await mkdtemp(join(tmpdir(), 'todoku-caddy-'));
  const file = readFileSync(inDeploy('Caddyfile'), 'utf8');
  const edited = edit(file);
  await mkdir(join(home, 'data'));
  await writeFile(join(home, 'site'), edited);
  const options = ['admin off', 'local_certs', 'skip_install_trust'];
  const lines = [...options, `http_port ${ports.plain}`, `https_port ${ports.tls}`, 'default_bind 127.0.0.1'];
  await writeFile(join(home, 'Caddyfile'), `{\n${lines.join('\n')}\n}\nimport ${join(home, 'site')}\n`);
  const server = spawn(installedCaddy ?? 'caddy', ['run', '--config', join(home, 'Caddyfile')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...{ HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: home, PATH: '/usr/bin:/bin' },
      ...{ TODOKU_SITE: 'localhost', TODOKU_HUBS: hubs.join(' ') },
    },
  });
  let said = '';
  server.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const root = join(home, 'data/caddy/pki/authorities/local/root.crt');
  const serves = () =>
    new Promise<true | null>((resolve) => {
      const probe = fetch(`http://localhost:${ports.plain}/`, { redirect: 'manual' });
      probe.then(
        () => resolve(existsSync(root) ? true : null),
        () => resolve(null),
      );
    });
  await until(async () => {
    if (server.exitCode !== null) throw new Error(`caddy ended: ${said}`);
    return serves();
  });
  return {
    url: `https://localhost:${ports.tls}`,
    plainUrl: `http://localhost:${ports.plain}`,
    ca: readFileSync(root, 'utf8'),
    async close() {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
