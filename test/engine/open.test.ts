import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { paths } from '../../src/platform/paths.js';
import { openSqlite, openSqliteForReading } from '../../src/store/open-sqlite.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'todoku-open-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('durability', () => {
  test('the writer runs in WAL with synchronous=FULL', async () => {
    const store = await openSqlite(dir, 'drill', 'hatoyama');
    const read = (pragma: string) => store.write(({ sql }) => sql(`PRAGMA ${pragma}`));
    expect(await read('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await read('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    await store.close();
  });

  test('control: without being told, the driver opens a WAL database below FULL', async () => {
    const database = join(dir, 'plain.sqlite');
    const plain = () => new DataSource({ type: 'better-sqlite3', database, enableWAL: true }).initialize();
    await (await plain()).destroy();
    const source = await plain();
    const [row] = await source.query<{ synchronous: number }[]>('PRAGMA synchronous');
    await source.destroy();
    expect(row?.synchronous).toBe(1);
  });

  test('what one write did is there for the next, and after opening again', async () => {
    const store = await openSqlite(dir, 'drill', 'hatoyama');
    await store.write(({ sql }) => sql("INSERT INTO meta VALUES ('kept', 'yes')"));
    await store.close();
    const again = await openSqlite(dir, 'drill', 'hatoyama');
    expect(await again.read.sql("SELECT value FROM meta WHERE key = 'kept'")).toEqual([{ value: 'yes' }]);
    await again.close();
  });
});

describe('one way to write', () => {
  test('a write inside a write throws instead of waiting for itself, and rolls back', async () => {
    const store = await openSqlite(dir, 'drill', 'hatoyama');
    const nested = store.write(async ({ sql }) => {
      await sql("INSERT INTO meta VALUES ('outer', 'x')");
      await store.write((inner) => inner.sql('SELECT 1'));
    });
    await expect(nested).rejects.toThrow('store.write inside store.write');
    expect(await store.read.sql("SELECT * FROM meta WHERE key = 'outer'")).toEqual([]);
    await store.close();
  });

  test('the reader cannot write', async () => {
    const store = await openSqlite(dir, 'drill', 'hatoyama');
    await expect(store.read.sql('DELETE FROM meta')).rejects.toThrow('readonly');
    await expect(store.read.sql("INSERT INTO meta VALUES ('a', 'b')")).rejects.toThrow('readonly');
    await store.close();
  });

  test('the reader sees nothing of a transaction before its commit', async () => {
    const store = await openSqlite(dir, 'drill', 'hatoyama');
    const look = () => store.read.sql("SELECT value FROM meta WHERE key = 'open'");
    const during = await store.write(async ({ sql }) => {
      await sql("INSERT INTO meta VALUES ('open', 'x')");
      return look();
    });
    expect(during).toEqual([]);
    expect(await look()).toHaveLength(1);
    await store.close();
  });
});

describe('one writing process', () => {
  test('a second writer is refused while the first lives, and readers are not', async () => {
    const holder = await holdInAnotherProcess(dir);
    await expect(openSqlite(dir, 'drill', 'hatoyama')).rejects.toThrow('Another process');
    const reader = await openSqliteForReading(dir);
    expect(await reader.read.sql("SELECT value FROM meta WHERE key = 'world'")).toEqual([{ value: 'drill' }]);
    await reader.close();
    await kill(holder);
  });

  test('control: with the lock file taken away the second writer gets in', async () => {
    const holder = await holdInAnotherProcess(dir);
    await rm(join(dir, 'hub.lock'));
    const second = await openSqlite(dir, 'drill', 'hatoyama');
    await second.close();
    await kill(holder);
  });

  test('a lock left by kill -9 bars no restart', async () => {
    await kill(await holdInAnotherProcess(dir));
    const store = await openSqlite(dir, 'drill', 'hatoyama');
    expect(await store.read.sql("SELECT value FROM meta WHERE key = 'town'")).toEqual([
      { value: 'hatoyama' },
    ]);
    await store.close();
  });
});

describe('worlds', () => {
  test('a database of another world or town refuses to open, and opens again in its own', async () => {
    await (await openSqlite(dir, 'drill', 'hatoyama')).close();
    await expect(openSqlite(dir, 'live', 'hatoyama')).rejects.toThrow('belongs to world "drill"');
    await expect(openSqlite(dir, 'drill', 'elsewhere')).rejects.toThrow('belongs to town "hatoyama"');
    await (await openSqlite(dir, 'drill', 'hatoyama')).close();
  });
});

/** A process of the built product that holds the directory. */
async function holdInAnotherProcess(dataDir: string): Promise<ChildProcess> {
  const module = pathToFileURL(join(paths.root, 'dist/store/open-sqlite.js')).href;
  const script = `const { openSqlite } = await import(${JSON.stringify(module)});
    await openSqlite(${JSON.stringify(dataDir)}, 'drill', 'hatoyama');
    console.log('open'); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: paths.root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the other process ended'))),
  ]);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
