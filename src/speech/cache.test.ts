import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache, readWhole } from './cache.js';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'todoku-speech-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the cache', () => {
  const name = (n: number, end = 'wav') => `${String(n).padStart(64, '0')}.${end}`;

  test('keeps to its bound; what was not used longest goes first', async () => {
    const cache = await openCache(folder, 1000);
    for (const n of [1, 2, 3]) {
      await cache.write(name(n), Buffer.alloc(300));
      await utimes(join(folder, name(n)), n, n);
    }
    const again = await openCache(folder, 1000);
    await again.read(name(1));
    await again.write(name(4), Buffer.alloc(300));
    expect(await again.read(name(2))).toBeNull();
    expect(await again.read(name(1))).not.toBeNull();
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (each) => (await stat(join(folder, each))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1000);
  });

  test('hands out nothing by another name than a digest', async () => {
    const cache = await openCache(folder, 1000);
    await writeFile(join(folder, 'secret.wav'), 'x');
    for (const path of ['secret.wav', '../secret.wav', `${'a'.repeat(64)}.txt`])
      expect(await cache.read(path)).toBeNull();
    expect(await readWhole(cache, 'secret')).toBeNull();
  });

  test('what a process left half written is removed', async () => {
    await writeFile(join(folder, '.partly-abc'), 'half');
    await openCache(folder, 1000);
    expect(await readdir(folder)).toEqual([]);
  });
});
