import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { refuse, type Refusal } from '../../domain/refusal.js';
import { environment } from '../../platform/config.js';

const run = promisify(execFile);

/** PostgreSQL's own programs, which are not ours to replace: they know every object of their server. */
export type PostgresTool = 'pg_dump' | 'pg_restore';

/** Where a database is, and where the programs are: their folder, or the PATH. */
export interface PostgresPlace {
  readonly url: string;
  readonly bin?: string | undefined;
}

/** Refuses a tool that is missing, or older than the server: an older pg_dump refuses a newer server. */
export async function refusalOfTool(
  tool: PostgresTool,
  { bin }: PostgresPlace,
  serverMajor: number,
): Promise<Refusal | null> {
  let words: string;
  try {
    words = (await run(pathOf(tool, bin), ['--version'])).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return refuse('backup.tool-missing', { tool, needed: serverMajor });
  }
  const found = Number(/\) (\d+)/.exec(words)?.[1] ?? 0);
  return found >= serverMajor ? null : refuse('backup.tool-old', { tool, found, needed: serverMajor });
}

/**
 * Runs a tool on a database; its own words where it failed. The password goes by the environment: a command line is
 * everybody's to read.
 */
export function runTool(
  tool: PostgresTool,
  { url, bin }: PostgresPlace,
  args: readonly string[],
): Promise<Refusal | null> {
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = '';
  return finished(tool, bin, [...args, `--dbname=${target.href}`, '--no-password'], {
    ...environment(),
    ...(password ? { PGPASSWORD: password } : {}),
  });
}

/** Reads an archive from beginning to end. */
export const readArchive = ({ bin }: PostgresPlace, file: string): Promise<Refusal | null> =>
  finished('pg_restore', bin, ['--file=/dev/null', file], environment());

async function finished(
  tool: PostgresTool,
  bin: string | undefined,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Refusal | null> {
  try {
    await run(pathOf(tool, bin), args, { env, maxBuffer: 2 ** 24 });
    return null;
  } catch (error) {
    const { code, stderr } = error as { code?: number | string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return refuse('backup.tool-failed', {
      tool,
      detail: (stderr ?? '').trim().split('\n').slice(0, 3).join(' '),
    });
  }
}

const pathOf = (tool: PostgresTool, bin: string | undefined) => (bin === undefined ? tool : join(bin, tool));
