import { describe, expect, test } from '@jest/globals';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import { ConfigError } from '../../src/platform/config-error.js';
import { parseConfig } from '../../src/platform/config.js';
import { createP256Key } from '../../src/platform/p256.js';
import { drillChannelsSchema, liveChannelsSchema } from '../../src/wire/channel-config.js';
import { startTestTown, testOrder } from '../support/virtual-town.js';
import { wellKnownSchema } from '../../src/wire/virtual-town.js';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintCertificates } from '../../src/virtual-town/certificates.js';
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
      'a gateway behind a path, which would be dropped',
      {
        radio: {
          ...{ url: 'https://g.example/radio-1', gatewayId: 'g', keyId: 'k' },
          ...{ privateKey: { env: 'TODOKU_X' }, gatewayPublicKey: { env: 'TODOKU_X' } },
        },
      },
      'radio.url',
    ],
    [
      'Mastodon by the address of the account',
      { mastodon: { url: 'https://m.example/@bosai', accessToken: { env: 'TODOKU_X' } } },
      'mastodon.url',
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

  describe('of an outbound proxy', () => {
    const world = {
      ...{ world: 'live', town: 'hatoyama', dataDir: '/x' },
      http: { host: '127.0.0.1', port: 8080, behindProxy: true },
      channels: { mastodon: { url: 'https://m.example', accessToken: { env: 'TODOKU_M' } } },
    };
    const faultsOf = (raw: object): readonly string[] => {
      try {
        parseConfig(raw, {});
        return [];
      } catch (error) {
        return (error as ConfigError).faults.map((line) => line.split(':')[0] ?? '');
      }
    };
    const withProxy = (outboundProxy: unknown) => faultsOf({ ...world, outboundProxy });

    test.each([
      { url: 'http://proxy.town.example:8080' },
      { url: 'http://10.1.2.3:80/', credentials: { env: 'TODOKU_P' } },
      { url: 'http://[fd00::1]:3128' },
      { url: 'https://proxy.town.example:8443', ca: { file: '/nowhere' } },
    ])('takes %j', (outboundProxy) => {
      expect(withProxy(outboundProxy)).toEqual([]);
    });

    test.each([
      [{ url: 'http://proxy.town.example' }, 'url'],
      [{ url: 'http://proxy.town.example:8080/pac' }, 'url'],
      [{ url: 'http://proxy.town.example:8080/?x' }, 'url'],
      [{ url: 'http://user:secret@proxy.town.example:8080' }, 'url'],
      [{ url: 'socks5://proxy.town.example:1080' }, 'url'],
      [{ url: 'http://proxy.town.example:8080', credentials: 'user:secret' }, 'credentials'],
      [{ url: 'http://proxy.town.example:8080', ca: { file: '/nowhere' } }, 'ca'],
    ])('refuses %j by path', (outboundProxy, path) => {
      expect([...new Set(withProxy(outboundProxy))]).toEqual([`outboundProxy.${path}`]);
    });

    test('is no place of the drill’s', () => {
      const drill = {
        ...{ ...world, world: 'drill', outboundProxy: { url: 'http://127.0.0.1:8080' } },
        channels: { virtualTown: { url: 'http://127.0.0.1:4010' } },
      };
      expect(faultsOf(drill)).toEqual(['(root)']);
      const { outboundProxy: _, ...good } = drill;
      expect(faultsOf(good)).toEqual([]);
    });

    const missing = (credentials: string | undefined) =>
      createLiveChannels(
        liveChannelsSchema.parse({
          ...world.channels,
          sms: { accountSid: `AC${'0'.repeat(32)}`, authToken: { env: 'TODOKU_M' }, from: '+815000000000' },
        }),
        { TODOKU_M: 'x', TODOKU_P: credentials },
        {
          ...{ now: Date.now, publicUrl: null },
          outboundProxy: { url: 'http://proxy.town.example:8080', credentials: { env: 'TODOKU_P' } },
        },
      ).catch((error: unknown) => error);
    test('tells once of credentials that are missing or are none, whatever channels use them', async () => {
      expect((await missing(undefined)) as ConfigError).toMatchObject({
        faults: ['outboundProxy.credentials: TODOKU_P is not set'],
      });
      for (const wrong of ['canary-alone', ':canary', 'canary:a\nsecond: line']) {
        const failure = (await missing(wrong)) as ConfigError;
        expect(failure.faults).toEqual([
          expect.stringMatching(/^outboundProxy\.credentials: is no user:password/),
        ]);
        expect(failure.message).not.toContain('canary');
      }
    });
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

  describe('with keys that are none', () => {
    const pem = (type: 'ed25519' | 'rsa') => {
      const { privateKey, publicKey } =
        type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
      return {
        private: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
        public: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      };
    };
    const radio = {
      url: 'https://gateway.example.jp',
      gatewayId: 'g',
      keyId: 'k',
      privateKey: { env: 'TODOKU_RADIO_KEY' },
      gatewayPublicKey: { env: 'TODOKU_GATEWAY_KEY' },
      ca: { env: 'TODOKU_CA' },
    };
    const faultsOf = async (config: object, environment: Record<string, string>) => {
      const failure = await createLiveChannels(liveChannelsSchema.parse(config), environment).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ConfigError);
      for (const value of Object.values(environment))
        expect((failure as ConfigError).message).not.toContain(value.trim());
      return (failure as ConfigError).faults.map((line) => line.split(':')[0]);
    };

    test.each<[string, (good: ReturnType<typeof pem>) => Record<string, string>]>([
      ['that are words', () => ({ TODOKU_RADIO_KEY: 'words', TODOKU_GATEWAY_KEY: 'words' })],
      [
        'of another kind',
        () => ({ TODOKU_RADIO_KEY: pem('rsa').private, TODOKU_GATEWAY_KEY: pem('rsa').public }),
      ],
      [
        'in each other’s place',
        (good) => ({ TODOKU_RADIO_KEY: good.public, TODOKU_GATEWAY_KEY: good.private }),
      ],
    ])('the radio tells of keys %s by path, and of a CA that is none', async (_, wrong) => {
      expect(await faultsOf({ radio }, { ...wrong(pem('ed25519')), TODOKU_CA: 'no PEM' })).toEqual([
        'channels.radio.privateKey',
        'channels.radio.gatewayPublicKey',
        'channels.radio.ca',
      ]);
    });

    test('the radio starts with its own', async () => {
      const { ca } = await mintCertificates();
      const channels = await createLiveChannels(liveChannelsSchema.parse({ radio }), {
        TODOKU_RADIO_KEY: pem('ed25519').private,
        TODOKU_GATEWAY_KEY: pem('ed25519').public,
        TODOKU_CA: ca,
      });
      expect([...channels.keys()]).toEqual(['radio', 'manual']);
      await channels.get('radio')?.close?.();
    });

    test('mail tells of a DKIM key that is none: else no mail would ever leave, and each be in doubt', async () => {
      const dkim = { domain: 'example.jp', selector: 's', privateKey: { env: 'TODOKU_DKIM' } };
      const config = { mail: { ...mail, linkKey: { env: 'TODOKU_LINK' }, dkim } };
      for (const key of ['no key', pem('ed25519').private])
        expect(await faultsOf(config, { TODOKU_LINK: 'link-key-x', TODOKU_DKIM: key })).toEqual([
          'channels.mail.dkim.privateKey',
        ]);
    });

    test('push tells of a key file whose key is none', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'live-config-'));
      const file = join(folder, 'account.json');
      const account = { project_id: 'p', client_email: 'x@example.com', private_key: 'cut off' };
      await writeFile(file, JSON.stringify(account));
      expect(await faultsOf({ push: { serviceAccount: { file } } }, {})).toEqual([
        'channels.push.serviceAccount.file',
      ]);
      await rm(folder, { recursive: true });
    });
  });
});
