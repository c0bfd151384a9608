/**
 * An installed PostgreSQL (Debian's) as deploy/compose.yaml sets it up: a primary, and a standby that commits wait for.
 * npm's server lacks pg_basebackup.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.js';

export interface PostgresPair {
  /** Makes a database on the primary, and so on the standby. Answers its address at the primary. */
  create(database: string): Promise<string>;
  /** From now on commits are answered without the standby, and the standby hears of no more: what must not be. */
  leaveStandbyBehind(): Promise<void>;
  /** Kills the primary for good and promotes the standby. Answers the database's address there. */
  failOver(database: string): Promise<string>;
  close(): Promise<void>;
}

/** Where an installed server has all that is needed; null where none has. */
export const installedPostgres: string | null = (() => {
  const root = '/usr/lib/postgresql';
  const needed = ['initdb', 'postgres', 'pg_basebackup'];
  return (
    (existsSync(root) ? readdirSync(root) : [])
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'))
      .find((bin) => needed.every((name) => existsSync(join(bin, name)))) ?? null
  );
})();

const superuser = 'postgres';

export async function startPostgresPair(): Promise<PostgresPair> {
  const bin = installedPostgres;
  if (bin === null) throw new Error('no PostgreSQL with pg_basebackup is installed');
  const home = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'todoku-pair-'));
  await chmod(home, 0o755);
  const as = await userOf();
  const servers: ChildProcess[] = [];

  const folder = async (name: string): Promise<string> => {
    const path = join(home, name);
    await mkdir(path, { mode: 0o700 });
    if (as.uid !== undefined && as.gid !== undefined) await chown(path, as.uid, as.gid);
    return path;
  };
  const run = (program: string, args: readonly string[]) =>
    execFileSync(join(bin, program), args, { ...as, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  const start = async (data: string, port: number, settings: readonly string[]): Promise<ChildProcess> => {
    const all = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings];
    const args = ['-D', data, '-p', `${port}`, ...all.flatMap((one) => ['-c', one])];
    const server = spawn(join(bin, 'postgres'), args, { ...as, cwd: '/', stdio: 'ignore' });
    servers.push(server);
    await untilAnswers(urlOf(port, 'postgres'));
    return server;
  };

  const [data, copy] = [await folder('primary'), await folder('standby')];
  const [port, copyPort] = [await freePort(), await freePort()];
  run('initdb', ['-D', data, '-U', superuser, '-A', 'trust', '--locale=C', '-E', 'UTF8']);
  const primary = await start(data, port, ['wal_level=replica', 'max_wal_senders=5']);
  run('pg_basebackup', [
    ...['-D', copy, '--write-recovery-conf', '--wal-method=stream', '--checkpoint=fast'],
    ...['--create-slot', '--slot=standby'],
    ...['-d', `host=127.0.0.1 port=${port} user=${superuser} application_name=standby`],
  ]);
  await start(copy, copyPort, ['hot_standby=on', 'synchronous_standby_names=']);
  await ask(urlOf(port, 'postgres'), "ALTER SYSTEM SET synchronous_standby_names = 'standby'");
  await ask(urlOf(port, 'postgres'), 'SELECT pg_reload_conf()');

  return {
    async create(database) {
      await ask(urlOf(port, 'postgres'), `CREATE DATABASE "${database}"`);
      return urlOf(port, database);
    },
    async leaveStandbyBehind() {
      await ask(urlOf(port, 'postgres'), "ALTER SYSTEM SET synchronous_standby_names = ''");
      await ask(urlOf(port, 'postgres'), 'SELECT pg_reload_conf()');
      await ask(urlOf(copyPort, 'postgres'), "ALTER SYSTEM SET primary_conninfo = ''");
      await ask(urlOf(copyPort, 'postgres'), 'SELECT pg_reload_conf()');
    },
    async failOver(database) {
      const ended = once(primary, 'exit');
      primary.kill('SIGKILL');
      await ended;
      await ask(urlOf(copyPort, 'postgres'), 'SELECT pg_promote()');
      return urlOf(copyPort, database);
    },
    async close() {
      for (const server of servers) {
        if (server.exitCode !== null || server.signalCode !== null) continue;
        const ended = once(server, 'exit');
        server.kill('SIGQUIT');
        await ended;
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}

const urlOf = (port: number, database: string) => `postgres://${superuser}@127.0.0.1:${port}/${database}`;

/** PostgreSQL runs as no root: as the user that the package made. */
async function userOf(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

async function ask(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

async function untilAnswers(url: string): Promise<void> {
  for (let left = 100; ; left--) {
    try {
      return await ask(url, 'SELECT 1');
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
