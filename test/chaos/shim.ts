/** The LD_PRELOAD shim (disk-shim.c), compiled once a process; and its fault, switched while a hub runs under it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../../src/platform/paths.js';

const source = join(paths.root, 'test/chaos/faults/disk-shim.c');

/** Why the shim cannot be had here, or null. */
export function whyNoShim(): string | null {
  if (process.platform !== 'linux') return 'LD_PRELOAD needs Linux';
  try {
    execFileSync('gcc', ['--version'], { stdio: 'pipe' });
    return null;
  } catch {
    return 'gcc is missing (Debian: gcc, libc6-dev)';
  }
}

let built: string | null = null;

/** The compiled shim's path. @throws Error with gcc's words */
export function buildShim(): string {
  if (built !== null) return built;
  const dir = mkdtempSync(join(tmpdir(), 'todoku-shim-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const shim = join(dir, 'disk-shim.so');
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', shim, source, '-ldl', '-lpthread'], {
    stdio: 'pipe',
  });
  return (built = shim);
}

export type DiskFault = { readonly as: 'none' | 'read-only' } | { readonly as: 'stall'; readonly ms: number };

/** The environment of a process whose disk can be spoiled, and the switch. `dir`: the files that are. */
export function spoilable(home: string, dir: string) {
  const control = join(home, 'disk-fault');
  writeFileSync(control, Buffer.alloc(16));
  const letters = { none: 0, 'read-only': 'r'.charCodeAt(0), stall: 's'.charCodeAt(0) };
  return {
    env: { LD_PRELOAD: buildShim(), SHIM_DIR: dir, SHIM_FAULT: control },
    set(fault: DiskFault) {
      const bytes = Buffer.alloc(16);
      bytes[0] = letters[fault.as];
      if (fault.as === 'stall') bytes.writeUInt32LE(fault.ms, 4);
      const file = openSync(control, 'r+');
      writeSync(file, bytes, 0, 16, 0);
      closeSync(file);
    },
  };
}
