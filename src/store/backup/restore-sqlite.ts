import { existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { refuse, type Refusal } from '../../domain/refusal.js';
import type { World } from '../../domain/world.js';
import { databaseFile, lockForWriting, openSqliteFileForReading, withSqliteFile } from '../open-sqlite.js';
import { migrations } from '../migrations/all.js';
import type { Anchor } from '../log.store.js';
import { issuedSince, type IssuedVersion, type Restored } from '../restore.store.js';
import type { Store } from '../store.js';
import { restoreFiles, type KeptFiles } from './restore-files.js';
import { checkSqlite } from './sqlite.js';
import { flush } from './write-backup.js';

export interface RestorePlan extends KeptFiles {
  readonly world: World;
  readonly town: string;
  /** Whether a database that is there may be moved aside. */
  readonly replace: boolean;
  /** The backup's own anchors of its log. */
  readonly anchors: readonly Anchor[];
  /** Takes the restored database out of motion, before it stands where a hub would open it. */
  readonly hold: (store: Store, present: PresentDatabase | null) => Promise<Restored>;
  /** What else must be done before a hub may start. */
  readonly finish: (restored: Restored) => void;
}

/** What the database that is moved aside still says. */
export interface PresentDatabase {
  readonly logEntries: number;
  /** Versions issued since the backup was taken; the restored database does not know them. */
  readonly issued: readonly IssuedVersion[];
}

export interface RestoredFolder {
  readonly restored: Restored;
  /** Null where there was none, or where it could not be read. */
  readonly present: PresentDatabase | null;
  /** Names in the data directory that now hold what stood there before. */
  readonly aside: readonly string[];
}

/**
 * Puts a backup's database and files into a data directory. The copy is checked, brought to the present schema and held
 * under another name first, and takes the place of what is there in one rename: at no time does a database stand there
 * that would send by itself. @throws Error when a hub runs on the directory
 */
export async function restoreSqlite(plan: RestorePlan): Promise<RestoredFolder | Refusal> {
  const { dataDir, stamp } = plan;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockForWriting(dataDir);
  const ready = join(dataDir, '.restoring.sqlite');
  try {
    const there = join(dataDir, databaseFile);
    if (existsSync(there) && !plan.replace) return refuse('restore.database-there', { dataDir });
    removeDatabase(ready);
    await copyFile(join(plan.folder, plan.manifest.database), ready);
    await chmod(ready, 0o600);
    const faulty = await refusalOf(ready, plan);
    if (faulty) return faulty;
    const present = existsSync(there) ? await readPresent(there, plan.manifest.takenAt) : null;
    const restored = await withSqliteFile(ready, plan.world, plan.town, (store) => plan.hold(store, present));
    if (existsSync(`${ready}-wal`)) throw new Error('the restored database was not closed completely');
    flush(ready);
    const aside = existsSync(there) ? setAside(there, `${databaseFile}.before-restore-${stamp}`) : [];
    renameSync(ready, there);
    flush(dataDir);
    aside.push(...(await restoreFiles(plan)));
    plan.finish(restored);
    return { restored, present, aside };
  } finally {
    removeDatabase(ready);
    lock.close();
  }
}

/** Why this database may not be restored here: damaged, another world's or town's, newer than the program. */
async function refusalOf(file: string, plan: RestorePlan): Promise<Refusal | null> {
  const { facts, damage, logFaults } = await checkSqlite(file, plan.anchors);
  const other = refusalToBelong(facts, plan);
  if (other) return other;
  const [first] = damage;
  if (first !== undefined) return refuse('restore.damaged', { detail: first });
  const [fault] = logFaults;
  if (fault) return refuse('restore.damaged', { detail: `log entry ${fault.seq}: ${fault.fault}` });
  return refusalOfSchema(facts.migrations);
}

/** A backup of another world or town is never restored (safety R2). */
export function refusalToBelong(
  kept: { readonly world: string; readonly town: string },
  wanted: { readonly world: string; readonly town: string },
): Refusal | null {
  if (kept.world === wanted.world && kept.town === wanted.town) return null;
  const words = (one: typeof kept) => `${one.world}, ${one.town}`;
  return refuse('restore.other-world', { kept: words(kept), wanted: words(wanted) });
}

/** A schema that a newer program made is not understood by this one. */
export function refusalOfSchema(made: readonly string[]): Refusal | null {
  const known = migrations.map(({ name }) => name);
  const unknown = made.find((name) => !known.includes(name));
  return unknown === undefined ? null : refuse('restore.newer-schema', { migration: unknown });
}

/** Reads the database that will be moved aside, and takes its write-ahead log into it; null where it is too damaged. */
async function readPresent(file: string, takenAt: number): Promise<PresentDatabase | null> {
  try {
    const db = new Database(file);
    try {
      db.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
    }
    const store = await openSqliteFileForReading(file);
    try {
      const [head] = await store.read.sql<{ n: number | null }>('SELECT MAX(seq) AS n FROM log_entries');
      return { logEntries: head?.n ?? 0, issued: await issuedSince(store.read, takenAt) };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

const isDamage = (error: unknown): boolean => {
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  return /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(driverError?.code ?? code ?? '');
};

/**
 * Gives the present database a second name, so that it is never missing from its first. A write-ahead log that could not
 * be taken into it goes along: beside another database it would be played into that one.
 */
function setAside(file: string, name: string): string[] {
  const aside = join(dirname(file), name);
  linkSync(file, aside);
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0)
    renameSync(`${file}-wal`, `${aside}-wal`);
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  return [name];
}

function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
}
