/**
 * PostgreSQL's backup and restore. A dump needs PostgreSQL's own programs of the server's version, which npm's server
 * lacks: the round trip runs where an installed PostgreSQL has both (Debian's folders), and says so where it has not.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { backupCommand } from '../../src/cli/backup.js';
import { restoreCommand } from '../../src/cli/restore.js';
import { parseConfig } from '../../src/platform/config.js';
import { dumpFile, dumpPostgres, withClient } from '../../src/store/backup/postgres.js';
import { refusalOfTool, type PostgresPlace } from '../../src/store/backup/postgres-tools.js';
import { restorePostgres, type PostgresRestorePlan } from '../../src/store/backup/restore-postgres.js';
import { entities } from '../../src/store/entities/all.js';
import { appendLog } from '../../src/store/log.store.js';
import { migrations } from '../../src/store/migrations/all.js';
import { holdRestored } from '../../src/store/restore.store.js';
import { createStore, type Store } from '../../src/store/store.js';
import { rememberWorld } from '../../src/store/world-guard.js';
import { freePort } from '../support/free-port.js';
import { issue, targetsOf } from '../support/store.js';
import { say, waitFor } from './support.js';

jest.setTimeout(60_000);
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'todoku-pg-'));
  await chmod(home, 0o755);
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('the tools', () => {
  const tool = async (words: string): Promise<PostgresPlace> => {
    const bin = await mkdtemp(join(home, 'bin-'));
    await writeFile(join(bin, 'pg_dump'), `#!/bin/sh\necho '${words}'\n`, { mode: 0o755 });
    return { url: 'postgresql://127.0.0.1/x', bin };
  };

  test('one that is missing is told, with what is needed', async () => {
    const place = { url: 'postgresql://127.0.0.1/x', bin: join(home, 'nowhere') };
    const refusal = await refusalOfTool('pg_dump', place, 18);
    expect(refusal).toEqual({ refused: 'backup.tool-missing', vars: { tool: 'pg_dump', needed: 18 } });
    expect(say('en', refusal?.refused ?? '', refusal?.vars)).toContain('version 18 or newer');
  });

  test.each([
    ['pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)', 'backup.tool-old'],
    ['pg_dump (PostgreSQL) 18.1', undefined],
    ['pg_dump (PostgreSQL) 19beta1', undefined],
    ['something else', 'backup.tool-old'],
  ])('%s', async (words, refused) => {
    expect((await refusalOfTool('pg_dump', await tool(words), 18))?.refused).toBe(refused);
  });
});

/** The newest installed PostgreSQL that has a server and its tools. */
const installed = (() => {
  const root = '/usr/lib/postgresql';
  const needed = ['initdb', 'postgres', 'pg_dump', 'pg_restore'];
  return (existsSync(root) ? readdirSync(root) : [])
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((bin) => needed.every((name) => existsSync(join(bin, name))));
})();
if (!installed)
  process.stdout.write('PostgreSQL round trip: not run, no server with its tools is installed\n');

(installed ? describe : describe.skip)('a round trip with an installed PostgreSQL', () => {
  const bin = installed ?? '';
  let server: ChildProcess;
  let place: PostgresPlace;
  const opened: DataSource[] = [];

  beforeAll(async () => {
    const data = join(home, 'data');
    await mkdir(data, { mode: 0o700 });
    const root = process.getuid?.() === 0;
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      root ? Number(execFileSync('id', [flag, 'postgres'])) : undefined,
    );
    const as = uid !== undefined && gid !== undefined ? { uid, gid } : {};
    if (uid !== undefined && gid !== undefined) await chown(data, uid, gid);
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'todoku', '-A', 'trust', '--no-sync', '--locale=C', '-E', 'UTF8'],
      {
        ...as,
        cwd: '/',
      },
    );
    const port = await freePort();
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'].flatMap(
      (one) => ['-c', one],
    );
    server = spawn(join(bin, 'postgres'), ['-D', data, '-p', `${port}`, ...settings], {
      ...as,
      cwd: '/',
      stdio: 'ignore',
    });
    place = { url: `postgresql://todoku:a%20secret@127.0.0.1:${port}/todoku`, bin };
    const admin = place.url.replace(/todoku$/, 'postgres');
    const connects = () =>
      withClient(admin, (client) => client.query('SELECT 1')).then(
        () => true,
        () => false,
      );
    await waitFor(connects, (up) => up);
    await withClient(admin, (client) => client.query('CREATE DATABASE todoku'));
  });
  afterAll(async () => {
    await Promise.all(opened.map((source) => (source.isInitialized ? source.destroy() : undefined)));
    const gone = once(server, 'exit');
    server.kill('SIGINT');
    await gone;
  });

  async function open(url = place.url): Promise<{ store: Store; close: () => Promise<void> }> {
    const source = await new DataSource({
      type: 'postgres',
      url,
      entities,
      migrations,
      parseInt8: true,
    }).initialize();
    opened.push(source);
    await source.runMigrations({ transaction: 'all' });
    const store = createStore('postgres', source, source);
    await rememberWorld(store, 'drill', 'hatoyama');
    return { store, close: () => source.destroy() };
  }
  const note = (store: Store, text: string) =>
    store.write((tx) => appendLog(tx, { at: 1, enteredAt: 1, category: 'note', actor: '記録係', text }));
  const file = () => join(home, dumpFile);
  const databases = () =>
    withClient(place.url.replace(/todoku$/, 'postgres'), async (client) =>
      (await client.query<{ datname: string }>('SELECT datname FROM pg_database ORDER BY 1')).rows.map(
        (row) => row.datname,
      ),
    );
  const plan = (more: Partial<PostgresRestorePlan> = {}): PostgresRestorePlan => ({
    ...{ place, folder: home, dataDir: join(home, 'hub'), world: 'drill', town: 'hatoyama', replace: true },
    ...{ stamp: 'T1', anchors: [], leave: [] },
    manifest: {
      takenAt: 0,
      database: dumpFile,
      files: [] as const,
    } as unknown as PostgresRestorePlan['manifest'],
    hold: (store, present) => {
      const words = {
        backup: 'b',
        takenAt: 0,
        product: '0',
        by: '情報担当',
        now: 5000,
        takenAtWords: 'then',
      };
      return store.write((tx) => holdRestored(tx, { ...words, knownEntries: present?.logEntries ?? 0 }, say));
    },
    finish: () => undefined,
    ...more,
  });

  test('dumps one moment beside a hub, and restores it with everything held', async () => {
    const { store, close } = await open();
    await issue(store, { channel: 'sms', targets: targetsOf(5), now: 1000 });
    await note(store, 'one');
    const facts = await dumpPostgres(place, file(), []);
    expect(facts).toMatchObject({
      ...{ world: 'drill', town: 'hatoyama', versions: 1, deliveries: { pending: 5 }, log: { entries: 1 } },
      migrations: migrations.map(({ name }) => name),
    });
    expect((await readFile(file())).subarray(0, 5).toString()).toBe('PGDMP');
    await note(store, 'two');

    expect(await restorePostgres(plan())).toMatchObject({ refused: 'restore.database-used' });
    await close();
    expect(await restorePostgres(plan({ replace: false }))).toMatchObject({
      refused: 'restore.database-there',
    });
    expect(await restorePostgres(plan({ town: 'elsewhere' }))).toMatchObject({
      refused: 'restore.other-world',
    });
    expect((await databases()).filter((name) => name.includes('_'))).toEqual([]);

    const done = await restorePostgres(plan());
    expect(done).toMatchObject({
      restored: { held: { pending: 5 }, lost: { from: 2, to: 2 }, log: { after: 1, seq: 2 } },
      aside: ['todoku_before_restore_t1'],
    });
    const again = await open();
    const rows = await again.store.read.sql<{ state: string; held_reason: string }>(
      'SELECT state, held_reason FROM deliveries',
    );
    expect(rows).toEqual(Array.from({ length: 5 }, () => ({ state: 'held', held_reason: 'restored' })));
    expect(await again.store.read.sql('SELECT reason FROM tasks WHERE closed_at IS NULL')).toEqual([
      { reason: 'restored' },
    ]);
    await again.close();
    const kept = await open(place.url.replace(/todoku$/, 'todoku_before_restore_t1'));
    expect(await kept.store.read.sql('SELECT COUNT(*) AS n FROM log_entries')).toEqual([{ n: 2 }]);
    await kept.close();
  });

  test('a damaged archive changes nothing', async () => {
    const bytes = await readFile(file());
    await writeFile(file(), bytes.subarray(0, bytes.length >> 1));
    const before = await databases();
    expect(await restorePostgres(plan({ stamp: 'T2' }))).toMatchObject({ refused: 'backup.tool-failed' });
    expect(await databases()).toEqual(before);
  });

  test('the commands: dumped where the configuration says PostgreSQL, restored there with the files beside it', async () => {
    const said: string[] = [];
    const print = {
      out: (line: string) => void said.push(line),
      err: (line: string) => void said.push(line),
    };
    const [dataDir, to] = [join(home, 'commands'), join(home, 'backups', 'first')];
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'intake-token'), 'token');
    await writeFile(join(home, 'url'), place.url);
    const config = (engine: 'sqlite' | 'postgres') =>
      parseConfig(
        {
          ...{ world: 'drill', town: 'hatoyama', dataDir, http: { host: '127.0.0.1', port: 1 } },
          channels: { virtualTown: { url: 'http://127.0.0.1:1' } },
          database: engine === 'sqlite' ? { engine } : { engine, url: { file: join(home, 'url') } },
        },
        {},
      );
    const { store, close } = await open();
    await issue(store, { channel: 'sms', targets: targetsOf(3), now: 1000 });
    // The tools are looked for on the PATH.
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path}`;
    try {
      expect([said, await backupCommand(config('postgres'), { to }, print)]).toEqual([
        expect.arrayContaining([expect.stringContaining('deliveries: held 5, pending 3')]),
        0,
      ]);
      await close();
      await writeFile(join(dataDir, 'intake-token'), 'another');
      const restore = (engine: 'sqlite' | 'postgres') =>
        restoreCommand(config(engine), to, { by: '情報担当', replace: true }, print);
      expect(await restore('sqlite')).toBe(1);
      expect(said.at(-1)).toContain('of postgres; the configuration says sqlite');
      expect([await restore('postgres'), said.join('\n')]).toEqual([
        0,
        expect.stringContaining('held for a person: pending 3'),
      ]);
      expect(said.join('\n')).not.toContain('secret');
      expect(await readFile(join(dataDir, 'intake-token'), 'utf8')).toBe('token');
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('a database that no hub ran on has nothing to dump', async () => {
    await withClient(place.url.replace(/todoku$/, 'postgres'), (client) =>
      client.query('CREATE DATABASE empty'),
    );
    const empty = { ...place, url: place.url.replace(/todoku$/, 'empty') };
    expect(await dumpPostgres(empty, join(home, 'x'), [])).toMatchObject({ refused: 'backup.no-database' });
  });

  test('an unreachable tool is told before anything is read', async () => {
    const nowhere = { ...place, bin: join(home, 'nowhere') };
    expect(await dumpPostgres(nowhere, join(home, 'x'), [])).toMatchObject({
      refused: 'backup.tool-missing',
    });
  });
});
