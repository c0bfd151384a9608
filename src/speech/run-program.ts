import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { How } from './engine.js';

/** What became of a program: its output, or why there is none. */
export type Ran =
  { readonly result: 'done'; readonly stdout: string } | { readonly result: 'failed' | 'timed-out' };

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly input?: string;
  readonly cwd?: string;
  /** Milliseconds. */
  readonly within: number;
}

const outputMost = 4 * 1024 * 1024;

/** Below what sends messages: what is said ahead of time never takes the processor from an alert. */
const priority = constants.priority.PRIORITY_BELOW_NORMAL;

/** A machine that gave the program its number and has none left to lower is no reason to fail. */
function stepBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, priority);
  } catch {
    // It has ended already.
  }
}

/** Runs a program in a process of its own, with no environment but a path and UTF-8, and ends it when its time is over. */
export function runProgram(
  { file, args, input = '', cwd, within }: Program,
  { signal, calm }: How,
): Promise<Ran> {
  if (signal.aborted) return Promise.resolve({ result: 'timed-out' });
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
      ...(cwd !== undefined && { cwd }),
    });
    if (calm) stepBack(child.pid);
    const output: Buffer[] = [];
    let size = 0;
    let late = false;
    const end = (): void => {
      late = true;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(end, within);
    signal.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > outputMost) child.kill('SIGKILL');
      else output.push(chunk);
    });
    const finish = (ran: Ran): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(ran);
    };
    // A program that is not there, or that ended before it read its input, says so by how it ends.
    child.on('error', () => finish({ result: 'failed' }));
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => {
      if (late) finish({ result: 'timed-out' });
      else if (code === 0) finish({ result: 'done', stdout: Buffer.concat(output).toString('utf8') });
      else finish({ result: 'failed' });
    });
    child.stdin.end(input);
  });
}
