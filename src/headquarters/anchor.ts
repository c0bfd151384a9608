// Headquarters: the log that stands beside everything (クロノロジー), its anchor outside the database, its checks.
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import { readLogHead, type Anchor } from '../store/log.store.js';
import type { Store } from '../store/store.js';

const anchorLine = z.object({
  seq: z.number().int(),
  hash: z.string(),
  at: z.number().int(),
  restored: z.object({ after: z.number().int() }).optional(),
});
export const anchorFile = 'log-anchor.jsonl';

/** Appends the log's head to a file beside the database, so that truncation and rewriting show. */
export interface LogAnchor {
  /** Writes the head down now if it moved; resolves when it is on the disk. */
  anchor(): Promise<void>;
  close(): Promise<void>;
}

/** Anchors whenever the log changed, at most once a second. */
export function startLogAnchor(
  store: Store,
  dataDir: string,
  options: { now: () => number; notifier: Notifier; logger: Logger },
): LogAnchor {
  const file = openSync(join(dataDir, anchorFile), 'a', 0o600);
  dropTornLine(file, dataDir);
  let last = readAnchors(dataDir).at(-1)?.seq ?? 0;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let failing = false;

  async function write(): Promise<void> {
    const head = await readLogHead(store.read);
    if (head.seq <= last) return;
    append(file, `${JSON.stringify({ ...head, at: options.now() })}\n`);
    last = head.seq;
    failing = false;
  }
  /** Told once: on a full disk every change of the log would fail the same way. The next one tries again. */
  function tell(error: unknown): void {
    if (!failing) options.logger.error({ err: error }, 'the log could not be anchored');
    failing = true;
  }
  const anchor = () => (writing = writing.then(write).catch(tell));
  const forget = options.notifier.on('changed', ({ topics }) => {
    if (!topics.includes('log')) return;
    timer ??= setTimeout(() => {
      timer = null;
      void anchor();
    }, 1000);
  });
  return {
    anchor,
    async close() {
      forget();
      if (timer) clearTimeout(timer);
      await anchor();
      closeSync(file);
    },
  };
}

/**
 * After a restore: writes down that the log went back to a backup's head. What was anchored after it stays in the file and
 * is explained by the restore's own entry, which the new line names; the file as it stood is kept beside it. A directory
 * without anchors takes the backup's. Returns the name of the kept file, or null.
 */
export function anchorRestore(
  dataDir: string,
  backup: string,
  stamp: string,
  line: Required<Anchor> & { readonly at: number },
): string | null {
  const path = join(dataDir, anchorFile);
  const kept = existsSync(path) ? `${anchorFile}.before-restore-${stamp}` : null;
  if (kept !== null) copyFileSync(path, join(dataDir, kept));
  else if (existsSync(join(backup, anchorFile))) copyFileSync(join(backup, anchorFile), path);
  const file = openSync(path, 'a', 0o600);
  append(file, `${JSON.stringify(line)}\n`);
  closeSync(file);
  return kept;
}

/** A whole line or none. */
function append(file: number, line: string): void {
  const { size } = fstatSync(file);
  try {
    if (writeSync(file, line) < Buffer.byteLength(line)) throw new Error('no room for the whole line');
    fsyncSync(file);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

/** A power cut can leave half a line: it anchored nothing yet, and would spoil the next one. */
function dropTornLine(file: number, dataDir: string): void {
  const whole = readFileSync(join(dataDir, anchorFile)).lastIndexOf('\n') + 1;
  if (whole < fstatSync(file).size) ftruncateSync(file, whole);
}

/** Every head that was written down, oldest first; empty where there is no file yet. */
export function readAnchors(dataDir: string): readonly Anchor[] {
  let text: string;
  try {
    text = readFileSync(join(dataDir, anchorFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => anchorLine.parse(JSON.parse(line)));
}
