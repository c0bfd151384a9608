import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadIdentity } from './identity.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'todoku-town-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('an identity that an earlier version minted keeps what it gave out, and gets what it lacks', async () => {
  const whole = await loadIdentity(folder);
  const { webPush, ...earlier } = whole.credentials;
  await writeFile(join(folder, 'identity.json'), JSON.stringify({ ...whole, credentials: earlier }));
  const completed = await loadIdentity(folder);
  expect(completed).toEqual({
    ...whole,
    credentials: { ...earlier, webPush: completed.credentials.webPush },
  });
  expect(completed.credentials.webPush.privateKey).not.toBe(webPush.privateKey);
  expect(await loadIdentity(folder)).toEqual(completed);
  expect(JSON.parse(await readFile(join(folder, 'identity.json'), 'utf8'))).toEqual(completed);
});
