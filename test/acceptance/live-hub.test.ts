/** The live world's first day, as far as it can be had here: every channel from a town's own configuration, at a virtual town. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelTestCommand } from '../../src/cli/channel-test.js';
import { mapOf } from '../../src/cli/virtual-town.js';
import { serviceChannelIds } from '../../src/domain/channel.js';
import { startHub, type Hub } from '../../src/hub.js';
import { addOfficer } from '../../src/officers/add-officer.js';
import { parseConfig, type Config } from '../../src/platform/config.js';
import { paths } from '../../src/platform/paths.js';
import { loadTown } from '../../src/platform/town.js';
import { drillBrowser } from '../../src/platform/drill-browser.js';
import { subscriptionTarget } from '../../src/wire/web-push.js';
import type { StateShape } from '../../src/wire/progress.js';
import { freePort } from '../support/free-port.js';
import { signIn, until, type OfficerClient } from '../support/hub.js';
import { liveConfiguration, type LiveConfiguration } from '../support/live-channels.js';
import { signEverything } from '../support/sign-everything.js';
import { startTestTown, type TestTown } from '../support/virtual-town.js';
import { approve, good, order, settled, submitted } from './steps.js';

jest.setTimeout(60_000);

const approversPhone = '+819009000001';
const own = {
  sms: '+819000000000',
  voice: '+81490000001',
  mail: 'self-test@drill.invalid',
  push: 'own-phone-1234',
  'web-push': subscriptionTarget(drillBrowser('own-browser').subscription),
};
let town: TestTown;
let folder: string;
let written: LiveConfiguration;
let config: Config;
let hub: Hub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  town = await startTestTown({ town: mapOf(loadTown(paths.config, 'hatoyama')) });
  folder = await mkdtemp(join(tmpdir(), 'live-hub-'));
  written = await liveConfiguration(town.url, join(folder, 'secrets'));
  const port = await freePort();
  const dataDir = join(folder, 'data');
  signEverything(dataDir);
  config = parseConfig(
    {
      ...{
        world: 'live',
        town: 'hatoyama',
        dataDir,
        logLevel: 'silent',
        signIn: { secondFactor: 'optional' },
      },
      ...{ http: { host: '127.0.0.1', port }, publicUrl: `http://127.0.0.1:${port}` },
      ...{ storage: { ballastMegabytes: 1 }, testAddresses: own, channels: written.channels },
      ringing: { onCall: [{ login: 'chief', phone: approversPhone }] },
    },
    {},
  );
  hub = await startHub(config);
  const password = 'a long password of hers';
  for (const [login, roles] of [
    ['duty', ['drafter']],
    ['chief', ['drafter', 'approver']],
  ] as const) {
    const officer = { login, name: login, roles, password, oneTime: false };
    await addOfficer(hub.store, hub.desk.say, Date.now(), officer);
  }
  duty = await signIn(hub.url, { login: 'duty', password });
  chief = await signIn(hub.url, { login: 'chief', password });
}, 120_000);
afterAll(async () => {
  await hub.close();
  await town.close();
  await rm(folder, { recursive: true, force: true });
});

const board = async () => good(await duty.get<StateShape>('/api/v1/state')).channels;

test('every channel is up on the board', async () => {
  const up = await until(async () => {
    const shown = (await board())
      .filter(({ state }) => state === 'up')
      .map(({ channel }) => channel as string);
    return serviceChannelIds.every((id) => shown.includes(id)) ? shown : null;
  }, 30_000);
  expect(up).toEqual(expect.arrayContaining([...serviceChannelIds]));
});

test.each(Object.keys(own) as (keyof typeof own)[])(
  '%s: a test to the town’s own address arrives',
  async (id) => {
    const said: string[] = [];
    const write = (line: string) => void said.push(line);
    expect(await channelTestCommand(config, id, { out: write, err: write })).toBe(0);
    expect(town.ledger.entries({ provider: id })).toMatchObject([
      { target: own[id], text: expect.stringContaining('【試験】') },
    ]);
  },
);

test('an order is rung for, approved, said once on every way that needs no register, and marked as no drill', async () => {
  const waiting = await submitted(duty, order('all'));
  await until(async () =>
    town.ledger.entries({ provider: 'ring' }).some(({ target }) => target === approversPhone) ? true : null,
  );
  const version = good(await approve(chief, waiting));
  const progress = await settled(duty, version.id);
  expect(progress.settled).toBe(true);
  for (const provider of ['radio', 'mastodon'] as const) {
    const entries = town.ledger.entries({ provider });
    expect(entries).not.toHaveLength(0);
    for (const { text, duplicateOf } of entries) {
      expect(text).not.toContain('訓練');
      expect(duplicateOf).toBeNull();
    }
  }
});

test('Twilio’s word of an SMS comes back to publicUrl, and is believed by its signature', async () => {
  const [sent] = town.ledger.entries({ provider: 'sms' });
  expect(sent).toBeDefined();
  // It belongs to no delivery, so it waits for one.
  const [kept] = await until(async () => {
    const rows = await hub.store.read.sql<{ ref: string; state: string }>(
      "SELECT ref, state FROM early_receipts WHERE channel = 'sms'",
    );
    return rows.length > 0 ? rows : null;
  });
  expect(kept).toMatchObject({ ref: sent?.ref, state: 'delivered' });
});
