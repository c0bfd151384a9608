/**
 * The primary and the standby of deploy/compose.yaml as processes: its commands, its environment, its scripts, an installed
 * PostgreSQL (Debian's) in the place of the image.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { appendFile, chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from '../free-port.js';
import { until } from '../hub.js';
import { installedPostgres } from '../postgres-pair.js';
import { inDeploy, mounted, services, toldByHand } from './compose-file.js';

export type DatabaseService = 'primary' | 'standby';

export interface ComposePostgres {
  /** Where a hub finds the database in one of the two, as `database-url` holds it. */
  url(service: DatabaseService): string;
  start(service: DatabaseService): Promise<void>;
  /** Asks it to end as the image's STOPSIGNAL does, or kills it; resolves when it is gone. */
  end(service: DatabaseService, signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  /** The healthcheck, as it stands. */
  isHealthy(service: DatabaseService): Promise<boolean>;
  /** What docs/scale-out.md tells a person to do, by its own commands. */
  byHand(heading: string): Promise<void>;
  /** One statement on a connection of its own. */
  ask<Row extends object>(service: DatabaseService, text: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Milliseconds that a step may take on a busy machine. */
const stepTime = 60_000;
const passwords = { 'postgres-password': 'p-1:\\x', 'replication-password': 'r:2\\y' } as const;

/**
 * Starts the primary. @param options more options for its command, as a wrong file would have them
 * @param patience milliseconds after which the first statement of the first start counts as stuck
 */
export async function startComposePostgres(
  options: readonly string[] = [],
  patience = stepTime,
): Promise<ComposePostgres> {
  const bin = installedPostgres;
  if (bin === null) throw new Error('no PostgreSQL with pg_basebackup is installed');
  const home = await mkdtemp(join(tmpdir(), 'todoku-compose-pg-'));
  const as = userOf();
  const own = async (path: string) => {
    if (as.uid !== undefined && as.gid !== undefined) await chown(path, as.uid, as.gid);
  };
  await chmod(home, 0o755);
  // Each the directory of a volume, and of the sockets of its container.
  for (const name of ['secrets', 'primary', 'standby']) {
    await mkdir(join(home, name));
    await own(join(home, name));
  }
  for (const [name, password] of Object.entries(passwords)) {
    await writeFile(join(home, 'secrets', name), `${password}\n`, { mode: 0o400 });
    await own(join(home, 'secrets', name));
  }
  const ports = { primary: await freePort(), standby: await freePort() };
  const env = (service: DatabaseService): Record<string, string> => {
    const folders = { '/run/secrets': join(home, 'secrets'), '/var/lib/postgresql': join(home, service) };
    const given = Object.entries(services[service].environment);
    return {
      ...{ PATH: `${bin}:/usr/bin:/bin`, LC_ALL: 'C.UTF-8' },
      ...{ PGDATA: join(home, service, '18/docker'), PGPORT: `${ports[service]}` },
      ...{ PGHOST: join(home, service), PRIMARY_HOST: '127.0.0.1', PRIMARY_PORT: `${ports.primary}` },
      ...{ REPLICATION_PASSWORD_FILE: join(home, 'secrets/replication-password') },
      PGPASSFILE: join(home, service, 'pgpass'),
      ...Object.fromEntries(given.map(([name, value]) => [name, mounted(value, folders)])),
    };
  };
  const run = (service: DatabaseService, file: string, args: readonly string[] = [], timeout = stepTime) =>
    promisify(execFile)(file, args, { ...as, cwd: '/', env: env(service), timeout });
  const running = new Map<DatabaseService, ChildProcess>();
  const launch = async (service: DatabaseService, file: string, args: readonly string[]) => {
    const server = spawn(file, args, { ...as, cwd: '/', env: env(service), stdio: 'ignore', detached: true });
    running.set(service, server);
    await until(async () => {
      if (server.exitCode !== null) throw new Error(`${service} ended with ${server.exitCode}`);
      return (await isHealthy(service)) ? true : null;
    }, stepTime);
  };
  const isHealthy = async (service: DatabaseService) => {
    const [kind, file = '', ...args] = services[service].healthcheck?.test ?? [];
    if (kind !== 'CMD') throw new Error('a healthcheck is a command');
    return run(service, file, args).then(
      () => true,
      () => false,
    );
  };
  const command = [...services.primary.command.slice(1), ...options];

  /** What the image's docker-entrypoint.sh does with an empty directory; its temporary server has the command's options too. */
  async function firstStart(): Promise<void> {
    const { POSTGRES_USER = '', POSTGRES_DB = '', POSTGRES_INITDB_ARGS = '', PGDATA = '' } = env('primary');
    const passwordFile = env('primary')['POSTGRES_PASSWORD_FILE'] ?? '';
    await run('primary', 'initdb', [
      ...['-D', PGDATA, `--username=${POSTGRES_USER}`, `--pwfile=${passwordFile}`, '--encoding=UTF8'],
      ...['--locale=C', ...POSTGRES_INITDB_ARGS.split(' ')],
    ]);
    const hba = await readFile(join(PGDATA, 'pg_hba.conf'), 'utf8');
    // Containers find each other under addresses that are not this machine's own: nobody comes in by its trust.
    await writeFile(join(PGDATA, 'pg_hba.conf'), hba.replace(/^host .*trust$/gm, ''));
    await appendFile(join(PGDATA, 'pg_hba.conf'), '\nhost all all all scram-sha-256\n');
    await appendFile(join(PGDATA, 'postgresql.conf'), "\nlisten_addresses = '127.0.0.1'\n");
    const quoted = [...command, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${home}/primary`];
    await pgCtl('start', ['-o', quoted.join(' ')]);
    try {
      const create = `CREATE DATABASE "${POSTGRES_DB}"`;
      await run('primary', 'psql', ['-U', POSTGRES_USER, '-d', 'postgres', '-c', create], patience);
      const script = inDeploy('postgres/primary-init.sh');
      // One that is not executable the image would take into its own shell.
      accessSync(script, constants.X_OK);
      await run('primary', script);
    } finally {
      await pgCtl('stop', ['-m', 'fast']);
    }
  }
  /** Its output is no pipe: the server would hold it open. */
  async function pgCtl(verb: 'start' | 'stop', args: readonly string[]): Promise<void> {
    const options = { ...as, cwd: '/', env: env('primary'), stdio: 'ignore' } as const;
    const [code] = (await once(spawn('pg_ctl', [...args, '-w', verb], options), 'exit')) as [number];
    if (code !== 0) throw new Error(`pg_ctl ${verb} ended with ${code}`);
  }

  const start = (service: DatabaseService) =>
    service === 'primary'
      ? launch('primary', 'postgres', [...command, '-c', `unix_socket_directories=${home}/primary`])
      : launch('standby', services.standby.entrypoint[0] ?? '', [inDeploy('postgres/standby.sh')]);
  const self: ComposePostgres = {
    url: (service) =>
      `postgres://todoku:${encodeURIComponent(passwords['postgres-password'])}@127.0.0.1:${ports[service]}/todoku`,
    start,
    isHealthy,
    async end(service, signal) {
      const server = running.get(service);
      if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      // A machine that dies takes all processes with it; one that is asked lets the first end the others.
      process.kill(signal === 'SIGKILL' ? -server.pid : server.pid, signal);
      await ended;
    },
    async byHand(heading) {
      const told = toldByHand(heading);
      if (told.length === 0) throw new Error(`docs/scale-out.md tells no command below "${heading}"`);
      for (const { service, command } of told) await run(service, '/bin/bash', ['-c', command]);
    },
    async ask(service, text) {
      const client = new pg.Client({ connectionString: self.url(service) });
      // A server that is killed tells each connection, too.
      client.on('error', () => undefined);
      await client.connect();
      try {
        return (await client.query(text)).rows;
      } finally {
        await client.end();
      }
    },
    async close() {
      for (const service of ['standby', 'primary'] as const) await self.end(service, 'SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
  try {
    await firstStart();
    await start('primary');
    return self;
  } catch (error) {
    await self.close();
    throw error;
  }
}

/** PostgreSQL runs as no root: as the user that the package made. */
function userOf(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}
