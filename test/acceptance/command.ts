/** The `todoku` command as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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
