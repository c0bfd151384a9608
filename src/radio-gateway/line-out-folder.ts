import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What this gateway writes (`line-out-driver.ts`), and what a power cut left of it; nothing else in the folder is touched. */
const ours = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-(siren|speech)-.+-[0-9a-f]{12}\.wav(\.new)?$/;

/** Milliseconds between two looks. */
const every = 3_600_000;
const day = 86_400_000;

/** Removes sound files that were written before `until` (milliseconds UTC). Returns how many. @throws Error where the folder cannot be read */
export function pruneFolder(directory: string, until: number): number {
  let removed = 0;
  for (const name of readdirSync(directory)) {
    if (!ours.test(name)) continue;
    const path = join(directory, name);
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? until) >= until) continue;
    rmSync(path, { force: true });
    removed += 1;
  }
  return removed;
}

interface FolderParts {
  readonly directory: string;
  readonly keepDays: number;
  /** Nothing sounds and nothing waits: a broadcast's files stay while it stands, whatever the clock says of them. */
  readonly isIdle: () => boolean;
  readonly wall: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Keeps the folder of a line-out to the sound of some days: at start and each hour, never while a broadcast stands. */
export function watchFolder({ directory, keepDays, isIdle, wall, onFault }: FolderParts): { close(): void } {
  const look = (): void => {
    if (!isIdle()) return;
    try {
      pruneFolder(directory, wall() - keepDays * day);
    } catch (error) {
      onFault(error);
    }
  };
  look();
  const timer = setInterval(look, every);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
