import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What a backup leaves out of a data directory: the database (copied in its own way), the lock, telegrams on their way
 * in (those taken in are in the database), earlier backups, space kept free for a full disk, sounds (made anew from the texts), what a restore moved aside.
 * Everything else goes along, so that a key which a later version keeps there is not missed on the day of a restore.
 */
const leftOut = [
  /^todoku\.sqlite/,
  /^hub\.lock/,
  /^inbox$/,
  /^backups$/,
  /^ballast/,
  /^speech$/,
  /\.before-restore-/,
  /^\./,
];

/** Files of a data directory that a restore needs beside the database: paths with `/`, sorted. */
export async function listKeptFiles(dataDir: string): Promise<readonly string[]> {
  // With its database in a PostgreSQL a hub may never have run here.
  const entries = existsSync(dataDir) ? await readdir(dataDir, { withFileTypes: true }) : [];
  const kept: string[] = [];
  for (const entry of entries) {
    if (leftOut.some((pattern) => pattern.test(entry.name))) continue;
    if (entry.isFile()) kept.push(entry.name);
    if (!entry.isDirectory()) continue;
    const below = await readdir(join(dataDir, entry.name), { recursive: true, withFileTypes: true });
    for (const file of below)
      if (file.isFile())
        kept.push(
          join(file.parentPath, file.name)
            .slice(dataDir.length + 1)
            .replaceAll('\\', '/'),
        );
  }
  return kept.sort();
}
