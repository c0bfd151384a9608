import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { World } from '../domain/world.js';
import { entities } from './entities/all.js';
import { FirstLight1763700000000 } from './migrations/1763700000000-first-light.js';
import { createStore, type Store } from './store.js';
import { refuseOtherWorld, rememberWorld, type MetaEntry } from './world-guard.js';
import { noGuard, type WriteGuard } from './write-guard.js';

export const migrations = [FirstLight1763700000000];

/**
 * Opens (or makes) the SQLite database of a data directory: WAL, `synchronous=FULL` read back, one writing process.
 * @throws Error when another process writes, when FULL does not hold, or when the database belongs to another world.
 */
export async function openSqlite(
  dataDir: string,
  world: World,
  town: string,
  guard: WriteGuard = noGuard,
): Promise<Store> {
  mkdirSync(dataDir, { recursive: true });
  const lock = lockForWriting(join(dataDir, 'hub.lock'));
  try {
    // On a full disk there may be no room for the -shm file: a hub that starts there gives its ballast up.
    const database = join(dataDir, 'todoku.sqlite');
    const store = await guard.run(() => openBoth(database, { world, town }, guard), 'urgent');
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
async function openBoth(
  database: string,
  { world, town }: { readonly world: World; readonly town: string },
  guard: WriteGuard,
): Promise<Store> {
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
  const store = createStore('sqlite', writer, await openReader(database), guard);
  await rememberWorld(store, world, town);
  return store;
}

/** Opens a database for reading only, beside a running hub too (`todoku log verify`). */
export async function openSqliteForReading(dataDir: string): Promise<Store> {
  const reader = await openReader(join(dataDir, 'todoku.sqlite'));
  return createStore('sqlite', reader, reader);
}

const openWriter = (database: string): Promise<DataSource> =>
  new DataSource({
    type: 'better-sqlite3',
    database,
    entities,
    migrations,
    enableWAL: true,
    prepareDatabase: (db: Database.Database) => {
      // It waits on the event loop: a longer wait is the guard's.
      db.pragma('busy_timeout = 100');
      db.pragma('synchronous = FULL');
    },
  }).initialize();

const openReader = (database: string): Promise<DataSource> =>
  new DataSource({
    type: 'better-sqlite3',
    database,
    entities,
    readonly: true,
    prepareDatabase: (db: Database.Database) => {
      db.pragma('busy_timeout = 5000');
    },
  }).initialize();

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
