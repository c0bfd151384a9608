import { existsSync, renameSync } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeFile, type Manifest } from './manifest.js';
import { flush } from './write-backup.js';

/** What stood beside the database in the data directory, and where it goes. */
export interface KeptFiles {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly dataDir: string;
  /** Ends the names of what is moved aside: `….before-restore-<stamp>`. */
  readonly stamp: string;
  /** Files of the backup that are none of the restore's business: somebody else puts them in their place. */
  readonly leave: readonly string[];
}

/** The backup's other files; one that is there and differs keeps a name of its own. Returns those names. */
export async function restoreFiles({
  folder,
  manifest,
  dataDir,
  stamp,
  leave,
}: KeptFiles): Promise<string[]> {
  const aside: string[] = [];
  for (const file of manifest.files) {
    if (file.name === manifest.database || leave.includes(file.name)) continue;
    const to = join(dataDir, file.name);
    if (existsSync(to)) {
      if ((await describeFile(dataDir, file.name)).sha256 === file.sha256) continue;
      renameSync(to, `${to}.before-restore-${stamp}`);
      aside.push(`${file.name}.before-restore-${stamp}`);
    }
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await copyFile(join(folder, file.name), to);
    await chmod(to, 0o600);
    flush(to);
    flush(dirname(to));
  }
  return aside;
}
