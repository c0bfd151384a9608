import { describe, expect, test } from '@jest/globals';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import { ConfigError } from '../../src/platform/config-error.js';
import { createP256Key } from '../../src/platform/p256.js';
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

  const mail = {
    host: 'smtp.example.jp',
    port: 587,
    from: { name: '鳩山町', address: 'bosai@example.jp' },
    publicUrl: 'https://hub.example.jp',
    linkKey: { file: '/nowhere/key' },
  };
  test.each<[string, object, string]>([
    ['mail in clear to a relay elsewhere', { mail: { ...mail, tls: 'none' } }, 'mail.tls'],
    ['links in clear', { mail: { ...mail, publicUrl: 'http://hub.example.jp' } }, 'mail.publicUrl'],
    [
      'a sender that is no address',
      { mail: { ...mail, from: { name: 'x', address: 'bosai' } } },
      'mail.from.address',
    ],
    [
      'a password written in it',
      { mail: { ...mail, auth: { user: 'x', password: 'x' } } },
      'mail.auth.password',
    ],
    [
      'a DKIM key written in it',
      { mail: { ...mail, dkim: { domain: 'example.jp', selector: 's', privateKey: 'x' } } },
      'mail.dkim.privateKey',
    ],
    ['a port that is none', { mail: { ...mail, port: 0 } }, 'mail.port'],
    ['a field that nobody reads', { mail: { ...mail, bcc: 'x@example.jp' } }, 'mail'],
    [
      'a radio without its key',
      { radio: { url: 'https://g.example', gatewayId: 'g', keyId: 'k' } },
      'radio.privateKey',
    ],
    ['push without an account', { push: {} }, 'push.serviceAccount'],
    [
      'an SMS account that is none',
      { sms: { accountSid: 'AC1', authToken: { env: 'TODOKU_X' }, from: '+815' } },
      'sms.accountSid',
    ],
    [
      'Mastodon in clear',
      { mastodon: { url: 'http://m.example', accessToken: { env: 'TODOKU_X' } } },
      'mastodon.url',
    ],
  ])('refuses %s, and says where', (_, config, path) => {
    const result = liveChannelsSchema.safeParse(config);
    const paths = result.error?.issues.map((issue) => issue.path.join('.'));
    expect(paths).toContainEqual(expect.stringMatching(new RegExp(`^${path}(\\.|$)`)));
  });

  test('lists every secret of mail that is missing by its path', async () => {
    const all = {
      ...mail,
      auth: { user: 'x', password: { env: 'TODOKU_SMTP' } },
      dkim: { domain: 'example.jp', selector: 's', privateKey: { file: '/nowhere/dkim' } },
      reportKey: { env: 'TODOKU_REPORT' },
    };
    const failure = await createLiveChannels(liveChannelsSchema.parse({ mail: all }), {}).catch(
      (error: unknown) => error,
    );
    expect((failure as ConfigError).faults.map((line) => line.split(':')[0])).toEqual([
      ...['channels.mail.linkKey', 'channels.mail.reportKey', 'channels.mail.auth.password'],
      'channels.mail.dkim.privateKey',
    ]);
  });

  test('a relay on this machine may be spoken to in clear', () => {
    expect(liveChannelsSchema.safeParse({ mail: { ...mail, host: '127.0.0.1', tls: 'none' } }).success).toBe(
      true,
    );
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

  describe('of web push', () => {
    const webPush = { subject: 'mailto:bosai@example.jp', privateKey: { env: 'TODOKU_WEB_PUSH_KEY' } };
    const start = (environment: Record<string, string>) =>
      createLiveChannels(liveChannelsSchema.parse({ 'web-push': webPush }), environment);

    test('is good with a key of P-256', async () => {
      const channels = await start({ TODOKU_WEB_PUSH_KEY: createP256Key() });
      expect([...channels.keys()]).toEqual(['web-push', 'manual']);
      await channels.get('web-push')?.close?.();
    });

    test.each(['not a key', 'A'.repeat(43)])('tells that %s is no key, and does not show it', async (key) => {
      const failure = await start({ TODOKU_WEB_PUSH_KEY: key }).catch((error: unknown) => error);
      expect((failure as ConfigError).faults).toEqual([
        expect.stringMatching(/^channels\.web-push\.privateKey: is no VAPID key/),
      ]);
      expect((failure as ConfigError).message).not.toContain(key);
    });

    test.each([
      ['someone to turn to', { subject: 'the town' }],
      ['a secret’s place', { privateKey: 'A'.repeat(43) }],
      ['services by name', { services: ['https://push.example.org/x'] }],
      ['services by name, not by address', { services: ['127.0.0.1'] }],
    ])('needs %s', (_, wrong) => {
      expect(liveChannelsSchema.safeParse({ 'web-push': { ...webPush, ...wrong } }).success).toBe(false);
    });
  });
});
