/** The live world and the drill on one machine: two addresses, two cookies, no mixing; TLS of one's own, or a proxy's. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { channelTestCommand } from '../../src/cli/channel-test.js';
import { startHub, type Hub } from '../../src/hub.js';
import { addOfficer } from '../../src/officers/add-officer.js';
import { parseConfig, type Config } from '../../src/platform/config.js';
import { mintCertificates } from '../../src/virtual-town/certificates.js';
import type { SessionShape } from '../../src/wire/session.js';
import type { MeShape } from '../../src/wire/sign-in.js';
import { freePort } from '../support/free-port.js';
import { signEverything } from '../support/sign-everything.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'todoku-side-'));
const password = 'the same in both worlds, alas';
let certificates: { ca: string; cert: string; key: string };
let live: Hub;
let liveConfig: Config;
let drill: Hub;

beforeAll(async () => {
  certificates = await mintCertificates();
  for (const [name, text] of Object.entries(certificates)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'token'), 'a token');
  const common = { town: 'hatoyama', storage: { ballastMegabytes: 1 }, logLevel: 'silent' };
  const [livePort, drillPort] = [await freePort(), await freePort()];
  const tls = { cert: { file: join(folder, 'cert') }, key: { file: join(folder, 'key') } };
  signEverything(join(folder, 'live'));
  liveConfig = parseConfig(
    {
      ...{ ...common, world: 'live', dataDir: join(folder, 'live') },
      http: {
        ...{ host: '127.0.0.1', port: livePort, tls, consoleUrl: `https://localhost:${livePort}` },
        otherWorldUrl: `http://127.0.0.1:${drillPort}`,
      },
      channels: { mastodon: { url: 'https://127.0.0.1:9', accessToken: { file: join(folder, 'token') } } },
    },
    {},
  );
  live = await startHub(liveConfig);
  drill = await startHub(
    parseConfig(
      {
        ...{ ...common, world: 'drill', dataDir: join(folder, 'drill') },
        http: { host: '127.0.0.1', port: drillPort, behindProxy: true },
        channels: { virtualTown: { url: 'http://127.0.0.1:9' } },
      },
      {},
    ),
  );
  for (const { store, desk } of [live, drill]) {
    const officer = {
      login: 'hana',
      name: desk.world,
      roles: ['drafter'] as const,
      password,
      oneTime: false,
    };
    await addOfficer(store, desk.say, Date.now(), officer);
  }
}, 120_000);
afterAll(async () => {
  await live?.close();
  await drill?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer<T> {
  readonly body: T;
  readonly headers: IncomingHttpHeaders;
  /** Each cookie as it was set, with its attributes. */
  readonly cookies: readonly string[];
}

async function ask<T>(
  hub: Hub,
  path: string,
  options: { cookie?: string; body?: unknown; from?: string } = {},
) {
  const { cookie = '', body, from = '192.0.2.7' } = options;
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-for': from };
  const headers = { cookie, 'content-type': 'application/json', ...forwarded };
  const method = body === undefined ? 'GET' : 'POST';
  const text = body === undefined ? '' : JSON.stringify(body);
  if (hub === drill) {
    const answer = await fetch(hub.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: text }),
    });
    const found = (await answer.json()) as T;
    const all = Object.fromEntries(answer.headers) as IncomingHttpHeaders;
    return { body: found, headers: all, cookies: answer.headers.getSetCookie() } as Answer<T>;
  }
  const sent = request(hub.url.replace('127.0.0.1', 'localhost') + path, {
    method,
    headers,
    ca: certificates.ca,
  });
  sent.end(text);
  const [response] = (await once(sent, 'response')) as [
    NodeJS.ReadableStream & { headers: IncomingHttpHeaders },
  ];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(Buffer.from(part));
  return {
    body: JSON.parse(Buffer.concat(parts).toString('utf8')) as T,
    headers: response.headers,
    cookies: response.headers['set-cookie'] ?? [],
  } as Answer<T>;
}

const signIn = (hub: Hub) => ask<SessionShape>(hub, '/api/v1/session', { body: { login: 'hana', password } });
const bare = (cookies: readonly string[]) => cookies.map((one) => one.split(';')[0] ?? '');
const whoIs = async (hub: Hub, cookie: string) =>
  (await ask<SessionShape>(hub, '/api/v1/session', { cookie })).body.officer?.name ?? null;

describe('cookies', () => {
  test.each([
    ['live, with a certificate of its own', () => live, '__Host-todoku_live'],
    ['drill, behind a proxy', () => drill, '__Host-todoku_drill'],
  ])('%s: named after the world, for this host and TLS alone', async (_situation, hub, name) => {
    const { cookies, headers } = await signIn(hub());
    expect(bare(cookies).map((one) => one.split('=')[0])).toEqual([name, `${name}_device`]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Path=\/;.*HttpOnly; Secure; SameSite=Strict/);
      expect(cookie).not.toMatch(/Domain/i);
    }
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/https?:|wss?:|\*/);
  });

  test('one browser signs in to both, and each sees its own officer only', async () => {
    const [inLive, inDrill] = [bare((await signIn(live)).cookies), bare((await signIn(drill)).cookies)];
    const jar = [...inLive, ...inDrill].join('; ');
    expect([await whoIs(live, jar), await whoIs(drill, jar)]).toEqual(['live', 'drill']);
    expect(await whoIs(live, inDrill.join('; '))).toBeNull();
    expect(await whoIs(drill, inLive.join('; '))).toBeNull();
    const renamed = (list: readonly string[], from: string, to: string) =>
      list.join('; ').replaceAll(from, to);
    expect(await whoIs(live, renamed(inDrill, 'todoku_drill', 'todoku_live'))).toBeNull();
    expect(await whoIs(drill, renamed(inLive, 'todoku_live', 'todoku_drill'))).toBeNull();
    // Without the prefix that only TLS can set it is none.
    expect(await whoIs(live, renamed(inLive, '__Host-', ''))).toBeNull();
  });

  test('the live world asks for a second factor, the drill does not', async () => {
    expect((await signIn(live)).body.officer?.mustEnrol).toBe(true);
    expect((await signIn(drill)).body.officer?.mustEnrol).toBe(false);
  });
});

test('each tells where the other one is, if it was told, and before anybody signs in', async () => {
  const other = async (hub: Hub) => (await ask<SessionShape>(hub, '/api/v1/session')).body.otherWorldUrl;
  expect(await other(live)).toBe(drill.url);
  expect(await other(drill)).toBeNull();
});

test('a proxy is believed when it says for whom it asks; whoever else says so is not', async () => {
  const addressAt = async (hub: Hub) => {
    const cookie = bare((await signIn(hub)).cookies).join('; ');
    const { sessions } = (await ask<MeShape>(hub, '/api/v1/me', { cookie })).body;
    return sessions.find(({ current }) => current)?.address;
  };
  expect(await addressAt(drill)).toBe('192.0.2.7');
  expect(await addressAt(live)).toMatch(/^(::ffff:)?127\.0\.0\.1$|^::1$/);
});

test('plain http finds no live world where the certificate is', async () => {
  await expect(fetch(live.url.replace('https:', 'http:'))).rejects.toThrow();
});

describe('a channel is tried on a hub with its own certificate', () => {
  const tryMastodon = async (config: Config) => {
    const said: string[] = [];
    const write = (line: string) => void said.push(line);
    const code = await channelTestCommand(config, 'mastodon', { out: write, err: write });
    return { code, said: said.join('\n') };
  };

  test('over TLS, by that certificate: the hub answers', async () =>
    expect(await tryMastodon(liveConfig)).toEqual({
      code: 1,
      said: expect.stringContaining('channel.no-test-address'),
    }));

  test('what shows another certificate of the same name gets no token', async () => {
    const { cert } = await mintCertificates();
    writeFileSync(join(folder, 'other'), cert);
    const tls = { cert: { file: join(folder, 'other') }, key: { file: join(folder, 'key') } };
    const other = { ...liveConfig, http: { ...liveConfig.http, tls } };
    expect(await tryMastodon(other)).toEqual({ code: 3, said: expect.stringContaining('is not taken for') });
    const authority = { ...tls, cert: { file: join(folder, 'ca') } };
    expect(await tryMastodon({ ...other, http: { ...other.http, tls: authority } })).toEqual({
      code: 3,
      said: expect.stringContaining('ANOTHER_CERTIFICATE'),
    });
  });

  test('a hub that does not run is told apart from a stranger', async () => {
    const away = { ...liveConfig, http: { ...liveConfig.http, port: await freePort() } };
    expect(await tryMastodon(away)).toEqual({ code: 3, said: expect.stringContaining('No hub answers') });
  });
});
