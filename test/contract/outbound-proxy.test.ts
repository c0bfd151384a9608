/** A town whose only way to the internet is an HTTP proxy: who goes through it, what it is told, and what its failures mean. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, Socket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, getCACertificates, setDefaultCACertificates, type Server } from 'node:tls';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import type { Channel, Channels, ServiceChannelId } from '../../src/domain/channel.js';
import { drillBrowser } from '../../src/platform/drill-browser.js';
import { mintCertificates } from '../../src/virtual-town/certificates.js';
import { liveChannelsSchema, type OutboundProxyConfig } from '../../src/wire/channel-config.js';
import { subscriptionTarget } from '../../src/wire/web-push.js';
import { startConnectProxy, type ConnectProxy, type ProxyMode } from '../support/connect-proxy.js';
import { liveConfiguration, type LiveConfiguration } from '../support/live-channels.js';
import { startTestTown, testOrder, type TestTown } from '../support/virtual-town.js';

/** Hosts for which the virtual town has no certificate: TLS ends in front of it. */
const fronted = ['social.example.jp', 'push.drill.invalid'];
const outward = ['push', 'sms', 'voice', 'mastodon', 'web-push'] as const;
type Outward = (typeof outward)[number];
const hostsOf: Readonly<Record<Outward, readonly string[]>> = {
  push: ['fcm.googleapis.com:443', 'oauth2.googleapis.com:443'],
  sms: ['api.twilio.com:443'],
  voice: ['api.twilio.com:443'],
  mastodon: ['social.example.jp:443'],
  'web-push': ['push.drill.invalid:443'],
};

let town: TestTown;
let folder: string;
let front: Server;
let heard = '';
let config: LiveConfiguration;
let proxy: ConnectProxy;
let internet: string[];
const trusted = getCACertificates('default');
const opened: Channels[] = [];

beforeAll(async () => {
  town = await startTestTown();
  folder = await mkdtemp(join(tmpdir(), 'outbound-proxy-'));
  config = await liveConfiguration(town.url, folder);
  const { ca, cert, key } = await mintCertificates(fronted, 'Another authority');
  front = createServer({ cert, key }, (near) => {
    const far = connect({ port: Number(new URL(town.url).port), host: '127.0.0.1' });
    proxy.own.add(far);
    near.on('data', (chunk) => (heard += chunk.toString()));
    near
      .on('error', () => far.destroy())
      .pipe(far.on('error', () => near.destroy()))
      .pipe(near);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const frontPort = (front.address() as AddressInfo).port;
  proxy = await startConnectProxy({
    route: (target) => (fronted.some((host) => target === `${host}:443`) ? frontPort : config.town.tlsPort),
  });
  // What the internet's own authorities are to a town.
  internet = [...trusted, town.ca, ca];
  setDefaultCACertificates(internet);
});
beforeEach(() => {
  proxy.reset();
  heard = '';
});
afterEach(async () => {
  await town.clearFaults();
  await Promise.all(
    opened.splice(0).flatMap((channels) => [...channels.values()].map((one) => one.close?.())),
  );
});
afterAll(async () => {
  setDefaultCACertificates(trusted);
  await proxy.close();
  front.close();
  await town.close();
  await rm(folder, { recursive: true });
});

/** The live world's channels as a town writes them, at the providers' own hosts. */
async function open(outboundProxy?: Partial<OutboundProxyConfig>): Promise<Channels> {
  const channels = Object.entries(config.channels as Record<string, { standIn?: unknown }>).map(
    ([id, { standIn: _, ...entry }]) => [
      id,
      id === 'web-push' ? { ...entry, services: [fronted[1]] } : entry,
    ],
  );
  const made = await createLiveChannels(
    liveChannelsSchema.parse(Object.fromEntries(channels)),
    {},
    { now: Date.now, publicUrl: null, outboundProxy: { url: proxy.url, ...outboundProxy } },
  );
  opened.push(made);
  return made;
}
const browser = subscriptionTarget(drillBrowser('test-browser-1').subscription);
const living = { world: 'live', status: 'Actual' } as const;
const orderTo = (id: ServiceChannelId) =>
  testOrder(id, {
    ...living,
    ...(id === 'web-push' && { members: [{ deliveryId: '1', target: browser }] }),
  });
const channelOf = (channels: Channels, id: ServiceChannelId): Channel => channels.get(id) as Channel;
const send = async (channels: Channels, id: ServiceChannelId) =>
  (await channelOf(channels, id).send(orderTo(id), AbortSignal.timeout(10_000)))[0];
const probe = (channels: Channels, id: ServiceChannelId) =>
  channelOf(channels, id).probe?.(AbortSignal.timeout(5_000));

/** Ports that this process dialled while `work` ran, those of the proxy itself left out. */
async function dialled(work: () => Promise<void>): Promise<readonly number[]> {
  const made: { socket: Socket; port: number }[] = [];
  const { connect: real } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const [first] = args.flat() as { port?: number }[];
    made.push({ socket: this, port: Number(first?.port) });
    return Reflect.apply(real, this, args) as Socket;
  } as typeof real;
  try {
    await work();
  } finally {
    Socket.prototype.connect = real;
  }
  return made.filter(({ socket }) => !proxy.own.has(socket)).map(({ port }) => port);
}

describe('through the proxy', () => {
  test.each(outward)(
    '%s: reaches its service by its own name, which nobody here looks up, and dials nothing else',
    async (id) => {
      const channels = await open();
      const before = town.ledger.size;
      const ports = await dialled(async () => {
        expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
        expect(await probe(channels, id)).toEqual({ state: 'up' });
      });
      expect(town.ledger.size).toBe(before + 1);
      expect(new Set(ports)).toEqual(new Set([proxy.port]));
      expect([...new Set(proxy.asked.map(({ target }) => target))].sort()).toEqual(hostsOf[id]);
      for (const host of hostsOf[id]) expect(proxy.bytes.get(host)).toBeGreaterThan(500);
    },
  );

  test('control: the same channel beside the proxy is seen to dial its service itself', async () => {
    const made = await createLiveChannels(liveChannelsSchema.parse({ sms: config.channels['sms'] }), {});
    opened.push(made);
    const ports = await dialled(async () => {
      expect(await send(made, 'sms')).toMatchObject({ result: 'accepted' });
    });
    expect(ports).toEqual([Number(new URL(town.url).port)]);
    expect(proxy.asked).toEqual([]);
  });

  test('radio and mail are the town’s own, and go as ever, also while the proxy is dead', async () => {
    proxy.mode = 'hang';
    const channels = await open();
    for (const id of ['radio', 'mail'] as const)
      expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
    expect(proxy.asked).toEqual([]);
  });

  test.each(outward)('%s: a tunnel is kept and used again', async (id) => {
    const channels = await open();
    for (let i = 0; i < 20; i += 1) expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
    expect(proxy.asked.length).toBeLessThanOrEqual(2);
  });

  test('many messages at once are spread over tunnels as over connections', async () => {
    const channels = await open();
    const sent = await Promise.all(
      Array.from({ length: 300 }, () =>
        Promise.all((['push', 'sms'] as const).map((id) => send(channels, id))),
      ),
    );
    expect(sent.flat().filter((outcome) => outcome?.result !== 'accepted')).toEqual([]);
    const to = (host: string) => proxy.asked.filter(({ target }) => target === `${host}:443`).length;
    expect(to('fcm.googleapis.com')).toBe(12);
    expect(to('oauth2.googleapis.com')).toBe(1);
    expect(to('api.twilio.com')).toBeLessThanOrEqual(100);
  });

  test('a proxy behind https shows its own certificate, and the town’s authority is trusted for it alone', async () => {
    const { ca, cert, key } = await mintCertificates([], 'An authority of the town');
    const secure = await startConnectProxy({ tls: { cert, key }, route: () => config.town.tlsPort });
    await writeFile(join(folder, 'proxy-ca.pem'), ca);
    const untrusted = await open({ url: secure.url });
    const detail = 'proxy UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    const why = { at: 'channel', code: 'channel.unreachable', detail };
    for (const id of ['push', 'sms'] as const)
      expect(await send(untrusted, id)).toMatchObject({ result: 'retry', why });
    expect(secure.asked).toEqual([]);
    const channels = await open({ url: secure.url, ca: { file: join(folder, 'proxy-ca.pem') } });
    for (const id of ['push', 'sms', 'voice'] as const)
      expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
    expect(secure.asked.length).toBeGreaterThan(2);
    await secure.close();
  });

  test('TLS ends at the far end: a certificate that is not taken is the far end’s, and is named', async () => {
    const channels = await open();
    setDefaultCACertificates(trusted);
    try {
      for (const id of outward)
        expect(await send(channels, id)).toMatchObject({
          result: 'retry',
          why: { code: 'channel.unreachable', detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
        });
    } finally {
      setDefaultCACertificates(internet);
    }
  });
});

/** Where a failure is not the whole channel's: one push service of several may be what the proxy does not reach. */
const placeOf = (id: Outward, detail: string): string =>
  id === 'web-push' && /^proxy (timeout|tunnel|(?!401|407)\d+)$/.test(detail) ? 'service' : 'channel';

describe('a proxy that makes no way', () => {
  const answers: readonly (readonly [ProxyMode, string, string])[] = [
    [407, 'channel.unauthorised', 'proxy 407'],
    [401, 'channel.unauthorised', 'proxy 401'],
    [403, 'channel.unreachable', 'proxy 403'],
    [405, 'channel.unreachable', 'proxy 405'],
    [502, 'channel.unreachable', 'proxy 502'],
    [503, 'channel.unreachable', 'proxy 503'],
    [504, 'channel.unreachable', 'proxy 504'],
    ['close', 'channel.unreachable', 'proxy ECONNRESET'],
    ['garbage', 'channel.unreachable', 'proxy HPE_INVALID_CONSTANT'],
    ['close-after', 'channel.unreachable', 'proxy tunnel'],
    ['hang', 'channel.unreachable', 'proxy timeout'],
    ['hang-after', 'channel.unreachable', 'proxy tunnel'],
  ];
  test.each(answers)(
    'by %s: nothing has left, nobody is refused, and the board is told that it is the proxy',
    async (mode, code, detail) => {
      const channels = await open();
      const before = town.ledger.size;
      proxy.mode = mode;
      await Promise.all(
        outward.map(async (id) => {
          const begun = performance.now();
          const at = placeOf(id, detail);
          expect({ id, outcome: await send(channels, id) }).toMatchObject({
            id,
            outcome: { result: 'retry', why: { at, code, detail } },
          });
          // A call to Mastodon lasts fifteen seconds, all others ten; half of it or five, and the token before that.
          expect(performance.now() - begun).toBeLessThan(5_500);
        }),
      );
      if (mode !== 'hang-after')
        await Promise.all(
          outward.map(async (id) => expect(await probe(channels, id)).toEqual({ state: 'down', detail })),
        );
      expect(town.ledger.size).toBe(before);
      proxy.mode = 'pass';
      // The same channels, when it is mended: what was silent is left alone for a second.
      for (const id of outward)
        for (let i = 0; (await send(channels, id))?.result !== 'accepted'; i += 1) {
          expect(i).toBeLessThan(400);
          await new Promise((again) => setTimeout(again, 20));
        }
    },
    30_000,
  );

  test('control: without the fault the same sends are taken', async () => {
    const channels = await open();
    for (const id of outward) expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
  });

  test('by not being there at all', async () => {
    const channels = await open({ url: 'http://127.0.0.1:9' });
    const why = { at: 'channel', code: 'channel.unreachable', detail: 'proxy ECONNREFUSED' };
    for (const id of outward) {
      expect(await send(channels, id)).toMatchObject({ result: 'retry', why });
      expect(await probe(channels, id)).toEqual({ state: 'down', detail: why.detail });
    }
  });

  test('by silence while a hundred calls wait: each is told so at once, and none is in doubt', async () => {
    const channels = await open();
    proxy.mode = 'hang';
    const begun = performance.now();
    const ids = (['push', 'sms', 'web-push'] as const).flatMap((id) => Array.from({ length: 50 }, () => id));
    for (const outcome of await Promise.all(ids.map((id) => send(channels, id))))
      expect(outcome).toMatchObject({ result: 'retry', why: { detail: 'proxy timeout' } });
    expect(performance.now() - begun).toBeLessThan(6_000);
  }, 30_000);
});

describe('a tunnel that breaks in the middle', () => {
  const endpoint = {
    push: 'fcm',
    sms: 'twilio',
    voice: 'voice',
    mastodon: 'mastodon',
    'web-push': 'web-push',
  } as const;
  test.each(outward)('%s: of what had left nobody knows', async (id) => {
    const channels = await open();
    expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
    await town.setFault({ endpoint: endpoint[id], mode: 'hang', times: 1 });
    const asked = send(channels, id);
    const hits = async () => {
      const faults = (await (await fetch(`${town.url}/faults`)).json()) as { hits: number }[];
      return faults[0]?.hits ?? 0;
    };
    while ((await hits()) === 0) await new Promise((again) => setTimeout(again, 10));
    proxy.cut();
    expect(await asked).toMatchObject({ result: 'unsure' });
    await town.clearFaults();
    expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
  });
});

describe('the proxy’s credentials', () => {
  const file = () => join(folder, 'proxy-credentials');
  const credentials = () => ({ credentials: { file: file() } });

  test('are sent as they stand in their file, to the proxy alone', async () => {
    await writeFile(file(), 'todoku:合言葉:2\n');
    proxy.wants = 'todoku:合言葉:2';
    const channels = await open(credentials());
    for (const id of outward) expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
    expect(proxy.asked.filter((one) => one.credentials !== proxy.wants)).toEqual([]);
    expect(heard).toMatch(/^POST \/api\/v1\/statuses/m);
    expect(heard.toLowerCase()).not.toContain('proxy-auth');
  });

  test('are sent only where they are configured', async () => {
    const channels = await open();
    for (const id of outward) await send(channels, id);
    expect(proxy.asked.length).toBeGreaterThan(outward.length);
    expect(new Set(proxy.asked.map((one) => one.credentials))).toEqual(new Set([null]));
  });

  test.each(outward)('%s: that are rewritten count without a restart', async (id) => {
    await writeFile(file(), 'todoku:old');
    proxy.wants = 'todoku:new';
    const channels = await open(credentials());
    const why = { at: 'channel', code: 'channel.unauthorised', detail: 'proxy 407' };
    expect(await send(channels, id)).toMatchObject({ result: 'retry', why });
    await writeFile(file(), 'todoku:new');
    for (let i = 0; ; i += 1) {
      const outcome = await send(channels, id);
      if (outcome?.result === 'accepted') break;
      expect(outcome).toMatchObject({ result: 'retry', why });
      expect(i).toBeLessThan(400);
      await new Promise((again) => setTimeout(again, 20));
    }
  });

  test('are in no fault, health or error that comes out of a channel', async () => {
    await writeFile(file(), 'todoku:canary-secret');
    const channels = await open(credentials());
    for (const mode of [407, 'close', 'garbage'] as const) {
      proxy.mode = mode;
      for (const id of outward) {
        const said = JSON.stringify([await send(channels, id), await probe(channels, id)]);
        expect(said).not.toMatch(/canary|todoku:|dG9kb2t1/);
      }
    }
  });
});
