/** A hub as a process of its own, to be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { paths } from '../../src/platform/paths.js';
import { freePort } from './free-port.js';
import { type Credentials } from './hub.js';

export interface HubProcess {
  readonly pid: number;
  /** What it has said on both outputs so far. */
  words(): string;
  /** The first start's officers with their one-time passwords; empty ever after. */
  readonly officers: readonly Credentials[];
  /** kill −9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and waits. */
  end(): Promise<void>;
  /** Stops it where it stands, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
}

export interface HubProcessOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly townUrl: string;
  readonly configFile: string;
  /** What Node is told to run, from the project's folder; the todoku command's `serve` unless told otherwise. */
  readonly program?: readonly string[];
  /** Modules loaded before the hub (`node --import`). */
  readonly preload?: readonly string[];
  /** Beside what every hub is given: LD_PRELOAD, a clock's file. */
  readonly env?: Readonly<Record<string, string>>;
}

const tries = 5;

/** The same on a free port of its own. Between finding a port and opening it another program may take it. */
export async function startHubSomewhere(
  options: Omit<HubProcessOptions, 'port'>,
): Promise<HubProcess & { readonly port: number }> {
  for (let left = tries - 1; ; left--) {
    const port = await freePort();
    try {
      return { ...(await startHubProcess({ ...options, port })), port };
    } catch (error) {
      if (left === 0 || !/^the hub ended: [^]*Port \d+ is taken/.test((error as Error).message)) throw error;
    }
  }
}

/** Starts `todoku serve` and resolves when it says that it is ready. @throws Error with its words when it ends instead */
export async function startHubProcess(options: HubProcessOptions): Promise<HubProcess> {
  const { dataDir, port, townUrl, configFile, preload = [] } = options;
  const { program = [join(paths.root, 'bin/todoku.mjs'), 'serve'] } = options;
  const imports = [join(paths.root, 'test/loopback-only.mjs'), ...preload].flatMap((file) => [
    '--import',
    file,
  ]);
  const child = spawn(process.execPath, [...imports, ...program], {
    cwd: paths.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      TODOKU_CONFIG: configFile,
      TODOKU_DATA_DIR: dataDir,
      TODOKU_PORT: String(port),
      TODOKU_VIRTUAL_TOWN_URL: townUrl,
      ...options.env,
    },
  });
  const heard: string[] = [];
  // Whoever started it may be asked to end in the middle.
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  child.once('exit', () => process.off('exit', orphan));
  child.once('exit', (code, signal) => heard.push(`\nended: ${code ?? signal}\n`));
  const officers = await untilReady(child, heard);
  const gone = (signal: NodeJS.Signals) => async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  return {
    officers,
    pid: child.pid ?? 0,
    words: () => heard.join(''),
    kill: gone('SIGKILL'),
    end: gone('SIGTERM'),
    signal: (name) => void child.kill(name),
  };
}

/** Reads until the welcome is complete: the address, and on the first start two officers. */
async function untilReady(child: ChildProcess, heard: string[]): Promise<readonly Credentials[]> {
  child.stderr?.on('data', (data: Buffer) => heard.push(data.toString()));
  child.stdout?.on('data', (data: Buffer) => heard.push(data.toString()));
  const officers: Credentials[] = [];
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the hub ended: ${heard.join('')}`);
  });
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const officer = /^ {2}(\S+) +(\S+) {3}\(/.exec(line);
      if (officer?.[1] && officer[2]) officers.push({ login: officer[1], password: officer[2] });
      // The welcome is one write: what follows the address is there a moment later.
      if (line.includes('is ready:')) setTimeout(resolve, 50);
    });
  });
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return officers;
}
