/** The `todoku` command as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { paths } from '../../src/platform/paths.js';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Which Node runs it: this one unless told otherwise. */
  readonly node?: string;
  /** Another installation than this checkout. */
  readonly root?: string;
}

const bin = (root: string) => join(root, 'bin', 'todoku.mjs');

/** The first `node` of the PATH that npm did not put there: what a newcomer has installed; this one failing that. */
export const plainNode =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((dir) => !dir.includes('node_modules'))
    .map((dir) => join(dir, 'node'))
    .find((path) => existsSync(path)) ?? process.execPath;

export function start(args: readonly string[], options: CommandOptions = {}): ChildProcess {
  const { TODOKU_CONFIG: _config, NODE_OPTIONS: _options, ...inherited } = process.env;
  return spawn(options.node ?? process.execPath, [bin(options.root ?? paths.root), ...args], {
    env: { ...inherited, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Resolves when the process has ended, with all that it printed. */
export function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (data) => (out += data));
  child.stderr?.on('data', (data) => (err += data));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

export const todoku = (args: readonly string[], options?: CommandOptions): Promise<Ended> =>
  ended(start(args, options));

/** Resolves once the process printed `text`; rejects when it ends before. */
export function printed(child: ChildProcess, text: string): Promise<void> {
  let out = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (data) => (out += data).includes(text) && resolve());
    child.on('exit', (code) => reject(new Error(`ended with ${code} before it said "${text}": ${out}`)));
  });
}

/**
 * Several short commands in one process, each with what it alone printed: a process of its own takes seconds to load
 * what the command line is made of.
 */
export async function oneAfterAnother(
  commands: readonly (readonly string[])[],
  options: CommandOptions = {},
): Promise<readonly Ended[]> {
  const program = `
    const { main } = await import(${JSON.stringify(pathToFileURL(join(paths.root, 'dist/cli/main.js')).href)});
    const write = process.stdout.write.bind(process.stdout);
    const results = [];
    for (const args of ${JSON.stringify(commands)}) {
      const said = { code: null, out: '', err: '' };
      process.stdout.write = (text) => ((said.out += text), true);
      process.stderr.write = (text) => ((said.err += text), true);
      said.code = await main(args);
      results.push(said);
    }
    write(JSON.stringify(results));
  `;
  const { TODOKU_CONFIG: _config, NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: paths.root,
    env: { ...inherited, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code, out, err } = await ended(child);
  if (code !== 0) throw new Error(`the commands ended with ${code}: ${err}`);
  return JSON.parse(out) as Ended[];
}
