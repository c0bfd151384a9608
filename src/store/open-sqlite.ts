import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import type { World } from '../domain/world.js';
import { migrations } from './migrations/all.js';
import { openSource } from './sqlite-source.js';
import { createStore, type Store } from './store.js';
import { refuseOtherWorld, rememberWorld, type MetaEntry } from './world-guard.js';
import { noGuard, type WriteGuard } from './write-guard.js';

/** The database's name in a data directory. */
export const databaseFile = 'todoku.sqlite';

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
  // Personal data: the directory is its owner's alone where the hub makes it.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockForWriting(dataDir);
  try {
    // On a full disk there may be no room for the -shm file: a hub that starts there gives its ballast up.
    const database = join(dataDir, databaseFile);
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
  const store = createStore('sqlite', writer, await openReader(database), undefined, guard);
  await rememberWorld(store, world, town);
  return store;
}

/** Opens a database for reading only, beside a running hub too (`todoku log verify`). */
export const openSqliteForReading = (dataDir: string): Promise<Store> =>
  openSqliteFileForReading(join(dataDir, databaseFile));

/**
 * Rewrites the database of a data directory without its unused space, in which erased data could still be read, and
 * empties its write-ahead log. @throws Error when a hub runs on the directory
 */
export function compactSqlite(dataDir: string): void {
  const lock = lockForWriting(dataDir);
  const db = new Database(join(dataDir, databaseFile));
  try {
    db.exec('VACUUM');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
    lock.close();
  }
}

/** Opens any database file for reading only. */
export async function openSqliteFileForReading(file: string): Promise<Store> {
  const reader = await openReader(file);
  return createStore('sqlite', reader, reader);
}

/** Opens a database file that no hub runs on for writing, brings it to the present schema, and closes it after `work`. */
export async function withSqliteFile<T>(
  file: string,
  world: World,
  town: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openBoth(file, { world, town }, noGuard);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** How long a statement waits for another process's lock. A writer waits longer by its guard, which tries again. Milliseconds. */
const busyWriting = 'busy_timeout = 100';
const busyReading = 'busy_timeout = 5000';

const openWriter = (file: string): Promise<DataSource> =>
  openSource(
    {
      file,
      readonly: false,
      // A longer log than SQLite's own 4 MB: pages that a fan-out changes again and again are copied back less often.
      pragmas: [
        busyWriting,
        'journal_mode = WAL',
        'synchronous = FULL',
        'foreign_keys = ON',
        'wal_autocheckpoint = 4000',
      ],
    },
    migrations,
  );

const openReader = (file: string): Promise<DataSource> =>
  openSource({ file, readonly: true, pragmas: [busyReading] });

/**
 * A lock that the operating system frees when the process dies, kill −9 included: an exclusive SQLite transaction.
 * @throws Error when another process holds it.
 */
export function lockForWriting(dataDir: string): { close(): void } {
  const db = new Database(join(dataDir, 'hub.lock'), { timeout: 0 });
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
