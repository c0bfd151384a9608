import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import type { World } from '../domain/world.js';
import { migrations } from './migrations/all.js';
import { openSource } from './sqlite-source.js';
import { createStore, type Store } from './store.js';
import { refuseOtherWorld, rememberWorld, type MetaEntry } from './world-guard.js';

/**
 * Opens (or makes) the SQLite database of a data directory: WAL, `synchronous=FULL` read back, one writing process.
 * @throws Error when another process writes, when FULL does not hold, or when the database belongs to another world.
 */
export async function openSqlite(dataDir: string, world: World, town: string): Promise<Store> {
  mkdirSync(dataDir, { recursive: true });
  const lock = lockForWriting(join(dataDir, 'hub.lock'));
  try {
    const store = await openBoth(join(dataDir, 'todoku.sqlite'), world, town);
    return {
      ...store,
      async close() {
        await store.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** The writer first: FULL is read back, another world's database is refused before it would be migrated. */
async function openBoth(database: string, world: World, town: string): Promise<Store> {
  const writer = await openWriter(database);
  try {
    const [row] = await writer.query<{ synchronous: number }[]>('PRAGMA synchronous');
    if (row?.synchronous !== 2)
      throw new Error('SQLite does not run with synchronous=FULL: commits could be lost');
    const [meta] = await writer.query<{ name: string }[]>(
      "SELECT name FROM sqlite_master WHERE name = 'meta'",
    );
    if (meta) refuseOtherWorld(await writer.query<MetaEntry[]>('SELECT key, value FROM meta'), world, town);
    await writer.runMigrations({ transaction: 'all' });
  } catch (error) {
    await writer.destroy();
    throw error;
  }
  const store = createStore('sqlite', writer, await openReader(database));
  await rememberWorld(store, world, town);
  return store;
}

/** Opens a database for reading only, beside a running hub too (`todoku log verify`). */
export async function openSqliteForReading(dataDir: string): Promise<Store> {
  const reader = await openReader(join(dataDir, 'todoku.sqlite'));
  return createStore('sqlite', reader, reader);
}

/** How long a statement waits for another process's lock (a backup, `todoku log verify`). Milliseconds. */
const busy = 'busy_timeout = 5000';

const openWriter = (file: string): Promise<DataSource> =>
  openSource(
    {
      file,
      readonly: false,
      // A longer log than SQLite's own 4 MB: pages that a fan-out changes again and again are copied back less often.
      pragmas: [
        busy,
        'journal_mode = WAL',
        'synchronous = FULL',
        'foreign_keys = ON',
        'wal_autocheckpoint = 4000',
      ],
    },
    migrations,
  );

const openReader = (file: string): Promise<DataSource> =>
  openSource({ file, readonly: true, pragmas: [busy] });

/** A lock that the operating system frees when the process dies, kill −9 included: an exclusive SQLite transaction. */
function lockForWriting(path: string): { close(): void } {
  const db = new Database(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw new Error('Another process is already writing to this data directory; stop it first', {
      cause: error,
    });
  }
  return { close: () => db.close() };
}
