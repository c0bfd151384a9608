import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { p256PublicKey } from '../platform/p256.js';
import { webPushKeysCommand } from './web-push-keys.js';

let folder: string;
let said: string[];
const print = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line) };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'todoku-keys-'));
  said = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('writes a key that only its owner reads, and shows the public half alone', async () => {
  const file = join(folder, 'web-push.key');
  expect(await webPushKeysCommand(file, print)).toBe(0);
  const key = (await readFile(file, 'utf8')).trim();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(said.at(-1)).toBe(p256PublicKey(key));
  expect(said.join('\n')).not.toContain(key);
});

test('leaves a key that is there as it is', async () => {
  const file = join(folder, 'web-push.key');
  await webPushKeysCommand(file, print);
  const key = await readFile(file, 'utf8');
  expect(await webPushKeysCommand(file, print)).toBe(1);
  expect(await readFile(file, 'utf8')).toBe(key);
  expect(await webPushKeysCommand(join(folder, 'nowhere', 'x'), print)).toBe(1);
});
