import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isRefusal, refuse, type Refusal } from '../../domain/refusal.js';
import type { World } from '../../domain/world.js';
import type { DatabaseFacts } from './facts.js';
import { listKeptFiles } from './kept-files.js';
import { describeFile, manifestFile, type Manifest } from './manifest.js';

export interface BackupPlan {
  /** The folder that is made. It must not be there yet. */
  readonly folder: string;
  readonly dataDir: string;
  readonly world: World;
  readonly town: string;
  readonly engine: Manifest['engine'];
  readonly product: string;
  readonly takenAt: number;
  /** Name of the database's file in the folder. */
  readonly database: string;
  /**
   * Puts the database into `folder`, looks at what it wrote, and answers what it holds. The kept files are there
   * already: what they say of the log is never newer than the database.
   */
  readonly copyDatabase: (folder: string) => Promise<DatabaseFacts | Refusal>;
}

/**
 * Writes a backup folder: everything into a folder of another name, checked and flushed to the disk, then renamed. A
 * folder that stands under its name is whole. Files are their owner's alone.
 */
export async function writeBackup(plan: BackupPlan): Promise<Manifest | Refusal> {
  const folder = resolve(plan.folder);
  if (existsSync(folder)) return refuse('backup.exists', { folder });
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const unfinished = await mkdtemp(join(dirname(folder), `.${basename(folder)}.unfinished-`));
  try {
    const manifest = await fill(plan, unfinished);
    if (isRefusal(manifest)) return manifest;
    await rename(unfinished, folder);
    flush(dirname(folder));
    return manifest;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function fill(plan: BackupPlan, folder: string): Promise<Manifest | Refusal> {
  await chmod(folder, 0o700);
  const kept = await listKeptFiles(plan.dataDir);
  for (const name of kept) await copyKept(plan.dataDir, folder, name);
  const facts = await plan.copyDatabase(folder);
  if (isRefusal(facts)) return facts;
  for (const key of ['world', 'town'] as const)
    if (facts[key] !== plan[key])
      return refuse('backup.not-whole', { detail: `${key} "${facts[key]}" instead of "${plan[key]}"` });
  const { versions, deliveries, log, migrations } = facts;
  const manifest: Manifest = {
    format: 1,
    product: plan.product,
    world: plan.world,
    town: plan.town,
    engine: plan.engine,
    takenAt: plan.takenAt,
    database: plan.database,
    migrations: [...migrations],
    versions,
    deliveries: { ...deliveries },
    log,
    files: await Promise.all([plan.database, ...kept].map((name) => describeFile(folder, name))),
  };
  await writeFile(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  for (const name of [plan.database, ...kept, manifestFile]) flush(join(folder, name));
  for (const below of new Set(kept.map((name) => dirname(name)))) flush(join(folder, below));
  flush(folder);
  return manifest;
}

/** Copies one file of the data directory, into a folder of its own name where it stood in one. */
async function copyKept(dataDir: string, folder: string, name: string): Promise<void> {
  const to = join(folder, name);
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(join(dataDir, name), to);
  const { mode } = await stat(to);
  // Never more than it had: owner's read, write and execute bits alone.
  await chmod(to, mode & 0o700);
}

/** Waits until a file's or folder's contents are on the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
