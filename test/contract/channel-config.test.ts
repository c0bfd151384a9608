import { describe, expect, test } from '@jest/globals';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import { ConfigError } from '../../src/platform/config-error.js';
import { drillChannelsSchema, liveChannelsSchema } from '../../src/wire/channel-config.js';
import { startTestTown, testOrder } from '../support/virtual-town.js';
import { wellKnownSchema } from '../../src/wire/virtual-town.js';
import { request } from 'undici';

describe('a drill configuration', () => {
  const good = { virtualTown: { url: 'http://127.0.0.1:4010' } };
  test('holds the address of the virtual town and rates', () => {
    expect(
      drillChannelsSchema.parse({ ...good, rates: { sms: { callsPerSecond: 500 } } }).rates.sms,
    ).toBeDefined();
  });
  test.each([
    ['an address elsewhere', { virtualTown: { url: 'http://192.0.2.1:4010' } }],
    ['a name elsewhere', { virtualTown: { url: 'http://localhost.example.com' } }],
    ['a loopback name used as user name', { virtualTown: { url: 'http://127.0.0.1@192.0.2.1/' } }],
    ['a credential', { ...good, sms: { authToken: 'x' } }],
    ['an address of a channel', { ...good, mastodon: { url: 'https://mastodon.example' } }],
    ['a credential among the rates', { ...good, rates: { sms: { authToken: 'x' } } }],
  ])('has no place for %s', (_, config) => {
    expect(drillChannelsSchema.safeParse(config).success).toBe(false);
  });
});

describe('a live configuration', () => {
  const config = liveChannelsSchema.parse({
    sms: { accountSid: `AC${'0'.repeat(32)}`, authToken: { env: 'TODOKU_SMS_TOKEN' }, from: '+815000000000' },
    push: { serviceAccount: { file: '/nowhere/service-account.json' } },
    mastodon: { url: 'https://mastodon.example', accessToken: { file: '/nowhere/token' } },
  });
  test('that lacks credentials lists each by its path', async () => {
    const failure = await createLiveChannels(config, {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).faults).toEqual([
      expect.stringMatching(/^channels\.push\.serviceAccount\.file: /),
      expect.stringMatching(/^channels\.sms\.authToken: TODOKU_SMS_TOKEN is not set/),
      expect.stringMatching(/^channels\.mastodon\.accessToken: /),
    ]);
  });

  test('refuses a value where the place of a secret belongs', () => {
    expect(
      liveChannelsSchema.safeParse({ mastodon: { url: 'https://m.example', accessToken: 'secret' } }).success,
    ).toBe(false);
  });

  test('can be tried against a stand-in on this machine, and refuses orders of the drill', async () => {
    const town = await startTestTown();
    const answer = await request(`${town.url}/.well-known/virtual-town`);
    const { twilio } = wellKnownSchema.parse(await answer.body.json()).credentials;
    const sms = {
      accountSid: twilio.accountSid,
      authToken: { env: 'TODOKU_SMS_TOKEN' },
      from: twilio.from,
      standIn: { url: town.url },
    };
    const environment = { TODOKU_SMS_TOKEN: twilio.authToken };
    const channels = await createLiveChannels(liveChannelsSchema.parse({ sms }), environment);
    const channel = channels.get('sms');
    const signal = AbortSignal.timeout(5000);
    expect([...channels.keys()]).toEqual(['sms', 'manual']);
    expect(await channel?.send(testOrder('sms'), signal)).toMatchObject([
      { result: 'refused', why: { code: 'channel.wrong-world' } },
    ]);
    const order = testOrder('sms', { world: 'live', status: 'Actual' });
    expect(await channel?.send(order, signal)).toMatchObject([{ result: 'accepted' }]);
    expect(town.ledger.size).toBe(1);
    await channel?.close?.();
    await town.close();
  });
});
