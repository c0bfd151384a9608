import { open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trouble } from '../platform/storage-fault.js';
import { troubleIn } from './write-guard.js';

/** What a look at the disk says. */
export interface Look {
  readonly trouble: Exclude<Trouble, 'stalled'> | null;
  readonly freeBytes: number;
}

/** With less than this the disk counts as full: the next checkpoint or the next issue would not fit. */
const tooLittle = 4 << 20;

/** Writes a block and waits until it is on the disk, off the event loop. Does not reject. */
export async function lookAtDisk(dataDir: string): Promise<Look> {
  let freeBytes = 0;
  try {
    const { bavail, bsize } = await statfs(dataDir);
    freeBytes = bavail * bsize;
    await writeBlock(join(dataDir, 'storage-probe'));
    return { trouble: freeBytes < tooLittle ? 'full' : null, freeBytes };
  } catch (error) {
    const trouble = troubleIn(error);
    return { trouble: trouble === 'full' || trouble === 'read-only' ? trouble : 'failed', freeBytes };
  }
}

async function writeBlock(path: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.write(Buffer.alloc(4096, 1));
    await file.datasync();
  } finally {
    await file.close();
  }
}
