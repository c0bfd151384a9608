/** Access tokens of a live town: its key file may be replaced, its token refused, Google be silent, and nobody restarts the hub. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccessTokens, type AccessTokens } from '../../src/channels/fcm-credential.js';
import { createPushChannel } from '../../src/channels/push.js';
import { liveConfiguration, type LiveConfiguration } from '../support/live-channels.js';
import { startTestTown, testOrder, type TestTown } from '../support/virtual-town.js';

let town: TestTown;
let folder: string;
let config: LiveConfiguration;
let strangersKey: string;
let tokens: AccessTokens;
let file: string;
beforeAll(async () => {
  town = await startTestTown();
  folder = await mkdtemp(join(tmpdir(), 'fcm-credential-'));
  config = await liveConfiguration(town.url, folder);
  const other = await startTestTown();
  await liveConfiguration(other.url, join(folder, 'stranger'));
  await other.close();
  strangersKey = await readFile(join(folder, 'stranger', 'fcm.json'), 'utf8');
  file = join(folder, 'fcm.json');
});
const key = () => JSON.stringify(config.town.credentials.fcm);
const dial = () => ({ host: '127.0.0.1', port: config.town.tlsPort, ca: config.town.ca });
beforeEach(async () => {
  await writeFile(file, key());
  tokens = createAccessTokens({ file }, { dial: dial() }, Date.now, 300);
});
afterEach(async () => {
  await town.clearFaults();
  await tokens.close();
});
afterAll(async () => {
  await town.close();
  await rm(folder, { recursive: true });
});

test('one is kept until it is refused; then another is fetched, and the refusal of the old one takes that from nobody', async () => {
  const first = await tokens.authorization();
  expect(await tokens.authorization()).toBe(first);
  tokens.forget(first);
  const second = await tokens.authorization();
  expect(second).not.toBe(first);
  // Of eight hundred calls under way with the old one, each hears its own refusal.
  tokens.forget(first);
  expect(await tokens.authorization()).toBe(second);
});

test('a key file that is replaced counts from the next token on', async () => {
  const first = await tokens.authorization();
  await writeFile(file, strangersKey);
  expect(await tokens.authorization()).toBe(first);
  tokens.forget(first);
  await expect(tokens.authorization()).rejects.toMatchObject({ status: 400 });
  await writeFile(file, key());
  expect(await tokens.authorization()).toMatch(/^Bearer /);
});

test('Google that says nothing is given up, and asked anew', async () => {
  await town.setFault({ endpoint: 'token', mode: 'hang' });
  await expect(tokens.authorization()).rejects.toThrow();
  await town.clearFaults();
  expect(await tokens.authorization()).toMatch(/^Bearer /);
});

test.each([
  ['is gone', () => rm(file), 'key file'],
  ['is half written', () => writeFile(file, key().slice(0, 100)), 'key file'],
  ['is another project’s', () => writeFile(file, strangersKey), 'access token: invalid_grant'],
])(
  'a key file that %s refuses nobody, says so, and is taken when it is right again',
  async (_, spoil, detail) => {
    const push = createPushChannel({
      projectId: config.town.credentials.fcm.project_id,
      account: { file },
      dial: dial(),
    });
    const send = async () => (await push.send(testOrder('push'), AbortSignal.timeout(5000)))[0];
    await spoil();
    expect(await send()).toMatchObject({
      result: 'retry',
      why: { at: 'channel', code: 'channel.unauthorised', detail },
    });
    await writeFile(file, key());
    expect(await send()).toMatchObject({ result: 'accepted' });
    await push.close?.();
  },
);
