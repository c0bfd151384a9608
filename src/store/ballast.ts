import { randomFillSync } from 'node:crypto';
import { statSync, truncateSync } from 'node:fs';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** `none`: not wanted. `missing`: there was no room to make it. `spent`: given up, and the disk still full. */
export type BallastState = 'none' | 'missing' | 'whole' | 'spent';

/** A file of real blocks that is thrown overboard so that an urgent alert can be issued on a full disk. */
export interface Ballast {
  readonly state: BallastState;
  /** Makes it where it is wanted, isn't there, and leaves room beside it. @throws the system's error */
  make(): Promise<void>;
  /** Frees its blocks at once. False when there was none to give up. */
  giveUp(): boolean;
}

const chunk = 1 << 20;
/** There must be room for so much of it, so that making it does not fill the disk. */
const spare = 1.25;

/** Looks for the ballast of a data directory; `bytes` 0 means that none is wanted. */
export function openBallast(dataDir: string, bytes: number): Ballast {
  const path = join(dataDir, 'ballast');
  const growing = `${path}.new`;
  let state: BallastState = bytes === 0 ? 'none' : found(path, bytes);
  let making: Promise<void> | null = null;

  async function write(): Promise<void> {
    await rm(growing, { force: true });
    const { bavail, bsize } = await statfs(dataDir);
    if (bavail * bsize < bytes * spare) return;
    try {
      await fill(growing, bytes);
      await rename(growing, path);
      state = 'whole';
    } catch (error) {
      await rm(growing, { force: true });
      throw error;
    }
  }

  return {
    get state() {
      return state;
    },
    make() {
      if (state === 'whole' || state === 'none') return Promise.resolve();
      return (making ??= write().finally(() => (making = null)));
    },
    giveUp() {
      if (state !== 'whole') return false;
      // The empty file tells the next start that the disk was full.
      truncateSync(path, 0);
      state = 'spent';
      return true;
    },
  };
}

/** Whole means as large as wanted and not sparse; empty means that it was given up and not made again. */
function found(path: string, bytes: number): BallastState {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return 'missing';
  if (facts.size === 0) return 'spent';
  return facts.size === bytes && facts.blocks * 512 >= bytes ? 'whole' : 'missing';
}

/** Random bytes: a file system that compresses would keep no room behind zeros. */
async function fill(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    const noise = randomFillSync(Buffer.alloc(Math.min(chunk, bytes)));
    for (let at = 0; at < bytes; at += chunk) {
      noise.writeUInt32LE(at / chunk, 0);
      await file.write(noise, 0, Math.min(chunk, bytes - at), at);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
