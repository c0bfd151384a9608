import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { ConfigError } from './config-error.js';
import { loadConfig, parseConfig } from './config.js';
import { databasePlace, describePlace } from './database-place.js';
import { frontOf } from './front.js';
import { paths } from './paths.js';

const drill = {
  world: 'drill',
  town: 'hatoyama',
  dataDir: './data/drill',
  http: { host: '127.0.0.1', port: 3000 },
  channels: { virtualTown: { url: 'http://127.0.0.1:3001' } },
};
const live = {
  ...drill,
  world: 'live',
  channels: { mastodon: { url: 'https://social.example.jp', accessToken: { env: 'TODOKU_MASTODON_TOKEN' } } },
};

function faultsOf(raw: unknown, env = {}): readonly string[] {
  try {
    parseConfig(raw, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  test('of either world is read', () => {
    expect(parseConfig(drill, {})).toMatchObject({ world: 'drill', logLevel: 'warn' });
    expect(parseConfig(live, {}).world).toBe('live');
  });

  test('has terms for personal data, each at least a day', () => {
    const { retention } = parseConfig({ ...drill, retention: { deliveries: 30 } }, {});
    expect(retention).toEqual({
      deliveries: 30,
      logPersonal: 1830,
      telegrams: 1830,
      sessions: 90,
      answers: 7,
    });
    for (const days of [0, -1, 1.5, '400 days', 1e9])
      expect(faultsOf({ ...drill, retention: { deliveries: days } })).toEqual([
        expect.stringMatching(/^retention\.deliveries: /),
      ]);
    expect(faultsOf({ ...drill, retention: { delivery: 30 } })).toHaveLength(1);
  });

  test('the shipped ones are good, and frozen', () => {
    expect(loadConfig(join(paths.config, 'todoku.yaml'), {}).world).toBe('drill');
    const example = loadConfig(join(paths.config, 'live.example.yaml'), {});
    expect(Object.keys(example.channels)).toEqual([
      ...['radio', 'push', 'sms', 'mastodon', 'web-push', 'mail', 'voice'],
    ]);
    expect(() => Object.assign(example, { world: 'drill' })).toThrow(TypeError);
  });

  test('tells every fault at once, by path, never by value', () => {
    const faults = faultsOf({
      ...drill,
      town: '../secret-town',
      http: { host: '', port: 99_999 },
      extra: 'hunter2',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['town', 'http.host', 'http.port', '(root)']);
    expect(faults.join()).not.toMatch(/secret-town|99999|hunter2/);
  });

  test.each<[string, object]>([
    ['an address elsewhere', { virtualTown: { url: 'https://fcm.example.com' } }],
    ['a loopback name elsewhere', { virtualTown: { url: 'http://127.0.0.1.example.com:3001' } }],
    ['a credential', { ...drill.channels, sms: live.channels.mastodon }],
    ['a token beside the address', { virtualTown: { url: 'http://127.0.0.1:3001', token: 'x' } }],
    ['a live channel', live.channels],
    ['nothing', {}],
  ])('of the drill world has no place for %s', (_situation, channels) => {
    expect(faultsOf({ ...drill, channels })).not.toEqual([]);
  });

  test('of the live world has no virtual town, and at least one channel', () => {
    expect(faultsOf({ ...live, channels: drill.channels })).not.toEqual([]);
    expect(faultsOf({ ...live, channels: {} })).toEqual([expect.stringMatching(/^channels: at least one/)]);
  });

  test('names secrets and never holds them', () => {
    const channels = { mastodon: { ...live.channels.mastodon, accessToken: 'a-real-token' } };
    const faults = faultsOf({ ...live, channels });
    expect(faults).toEqual([expect.stringMatching(/^channels\.mastodon\.accessToken: /)]);
    expect(faults.join()).not.toContain('a-real-token');
    const foreign = { mastodon: { ...live.channels.mastodon, accessToken: { env: 'HOME' } } };
    expect(faultsOf({ ...live, channels: foreign })).not.toEqual([]);
  });

  test('the environment moves the port and the data, and cannot move a drill out of its world', () => {
    const env = {
      TODOKU_PORT: '4000',
      TODOKU_DATA_DIR: '/tmp/x',
      TODOKU_VIRTUAL_TOWN_URL: 'http://127.0.0.1:4001',
    };
    expect(parseConfig(drill, env)).toMatchObject({
      http: { port: 4000 },
      dataDir: '/tmp/x',
      channels: { virtualTown: { url: 'http://127.0.0.1:4001' } },
    });
    expect(parseConfig(live, env).channels).toEqual(parseConfig(live, {}).channels);
    expect(faultsOf(drill, { TODOKU_VIRTUAL_TOWN_URL: 'http://192.0.2.1' })).not.toEqual([]);
    expect(faultsOf(drill, { TODOKU_PORT: 'eighty' })).toEqual([expect.stringMatching(/^http\.port: /)]);
  });

  test('passwords of the live world stay on the machine, or go over TLS', () => {
    const at = (http: object) => faultsOf({ ...live, http: { port: 443, ...http } });
    const tls = { cert: { file: '/etc/todoku/cert.pem' }, key: { file: '/etc/todoku/key.pem' } };
    for (const host of ['127.0.0.1', 'localhost', '::1']) expect(at({ host })).toEqual([]);
    for (const host of ['0.0.0.0', '192.0.2.1', '127.0.0.1.example.jp', 'town'])
      expect(at({ host })).toEqual([expect.stringMatching(/^http\.host: plain http/)]);
    expect(at({ host: '0.0.0.0', tls })).toEqual([]);
    expect(at({ host: '0.0.0.0', behindProxy: true })).toEqual([]);
    expect(faultsOf({ ...drill, http: { host: '0.0.0.0', port: 80 } })).toEqual([]);
    expect(faultsOf({ ...drill, http: { ...drill.http, tls } })).toEqual([
      expect.stringMatching(/^http\.tls: the virtual town/),
    ]);
    expect(at({ host: '127.0.0.1', consoleUrl: 'https://town.example.jp/console' })).toHaveLength(1);
  });

  test('the other world’s console is another address than one’s own', () => {
    const at = (more: object) => faultsOf({ ...drill, http: { ...drill.http, ...more } });
    const consoleUrl = 'https://drill.example.jp';
    expect(at({ consoleUrl, otherWorldUrl: 'https://todoku.example.jp' })).toEqual([]);
    expect(at({ otherWorldUrl: 'https://todoku.example.jp/console' })).toHaveLength(1);
    expect(at({ consoleUrl, otherWorldUrl: 'https://drill.example.jp/' })).toEqual([
      expect.stringMatching(/^http\.otherWorldUrl: is the address of this world itself/),
    ]);
  });

  test('a certificate and the key of the sign-in are secrets: named, never printed', async () => {
    const missing = { cert: { env: 'TODOKU_CERT' }, key: { env: 'TODOKU_CERT_KEY' } };
    const config = parseConfig({ ...live, http: { ...live.http, tls: missing } }, {});
    await expect(frontOf(config, { TODOKU_CERT: 'x' })).rejects.toMatchObject({
      faults: ['http.tls.key: TODOKU_CERT_KEY is not set'],
    });
    expect(await frontOf(parseConfig(live, {}), {})).toEqual({
      ...{ tls: null, secure: false, trustProxy: false, consoleUrl: null },
    });
    const proxied = {
      ...live,
      publicUrl: 'https://hub.example.jp/',
      http: { ...live.http, behindProxy: true },
    };
    expect(await frontOf(parseConfig(proxied, {}), {})).toEqual({
      ...{ tls: null, secure: true, trustProxy: ['127.0.0.1', '::1'] },
      consoleUrl: 'https://hub.example.jp',
    });
  });

  test('roles are shared out on PostgreSQL only', () => {
    const database = { engine: 'postgres', url: { env: 'TODOKU_DATABASE_URL' } };
    expect(parseConfig(drill, {})).toMatchObject({
      database: { engine: 'sqlite' },
      roles: ['api', 'dispatch'],
    });
    expect(faultsOf(drill, { TODOKU_ROLES: 'api' })).toEqual([expect.stringMatching(/^roles: one process/)]);
    expect(parseConfig({ ...drill, database }, { TODOKU_ROLES: 'api, dispatch' }).roles).toEqual([
      'api',
      'dispatch',
    ]);
    expect(parseConfig({ ...drill, database, roles: ['dispatch'] }, {}).roles).toEqual(['dispatch']);
    expect(faultsOf({ ...drill, database }, { TODOKU_ROLES: 'leader' })).not.toEqual([]);
  });

  test('the database’s address is a secret: named by its place, never printed', async () => {
    const place = (url: string) =>
      databasePlace(
        parseConfig({ ...drill, database: { engine: 'postgres', url: { env: 'TODOKU_URL' } } }, {}),
        {
          TODOKU_URL: url,
        },
      );
    const url = 'postgres://todoku:a-real-password@db.example.jp:5432/todoku';
    expect(await place(url)).toEqual({ engine: 'postgres', url });
    expect(describePlace(await place(url))).toBe('PostgreSQL at db.example.jp:5432');
    await expect(place('')).rejects.toThrow('database.url: TODOKU_URL is not set');
    const wrong = await place('mysql://todoku:a-real-password@db').catch(
      (error: ConfigError) => error.message,
    );
    expect(wrong).toContain('database.url: ');
    expect(wrong).not.toContain('a-real-password');
    expect(faultsOf({ ...drill, database: { engine: 'postgres', url } }).join()).not.toContain(
      'a-real-password',
    );
  });

  test('a file that is none', () => {
    expect(() => loadConfig('/nowhere/todoku.yaml', {})).toThrow(ConfigError);
    expect(() => loadConfig(join(paths.root, 'README.md'), {})).toThrow(ConfigError);
  });
});
