/** The way out through a proxy that nobody here wrote: Debian's tinyproxy, with a password and one port that it lets through. */
import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import type { Channels } from '../../src/domain/channel.js';
import { liveChannelsSchema } from '../../src/wire/channel-config.js';
import { where } from '../chaos/needs.js';
import { freePort } from '../support/free-port.js';
import { liveConfiguration, type LiveConfiguration } from '../support/live-channels.js';
import { startTestTown, testOrder, type TestTown } from '../support/virtual-town.js';

jest.setTimeout(60_000);
const lacking = spawnSync('tinyproxy', ['-v']).error === undefined ? null : 'tinyproxy';
const test = where(lacking);

const ids = ['push', 'sms', 'voice', 'mastodon', 'web-push'] as const;
type Id = (typeof ids)[number];
const password = 'todoku:Genkan-77';
const folder = mkdtempSync(join(tmpdir(), 'todoku-tinyproxy-'));
const file = (name: string) => join(folder, name);
const opened: Channels[] = [];
let town: TestTown;
let config: LiveConfiguration;
let port: number;
let proxy: ChildProcess | null = null;

beforeAll(async () => {
  town = await startTestTown();
  config = await liveConfiguration(town.url, folder);
  port = await freePort();
});
afterEach(async () => {
  await Promise.all(
    opened.splice(0).flatMap((channels) => [...channels.values()].map((one) => one.close?.())),
  );
  await stop();
});
afterAll(async () => {
  await town.close();
  rmSync(folder, { recursive: true });
});

/** Starts it with what it lets through, and waits until its port answers. @throws Error when it ends before */
async function start(connectPort: number): Promise<void> {
  const [user, secret] = password.split(':');
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 30',
    'MaxClients 100',
    'LogLevel Connect',
    `LogFile "${file('tinyproxy.log')}"`,
    `BasicAuth ${user} ${secret}`,
    `ConnectPort ${connectPort}`,
  ];
  writeFileSync(file('tinyproxy.conf'), `${lines.join('\n')}\n`);
  writeFileSync(file('tinyproxy.log'), '');
  proxy = spawn('tinyproxy', ['-d', '-c', file('tinyproxy.conf')], { stdio: 'ignore' });
  while (!(await answers())) {
    if (proxy.exitCode !== null) throw new Error(`tinyproxy ended with ${proxy.exitCode}`);
    await new Promise((again) => setTimeout(again, 20));
  }
}
const answers = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
async function stop(): Promise<void> {
  if (proxy === null || proxy.exitCode !== null) return;
  proxy.kill('SIGKILL');
  await once(proxy, 'exit');
  proxy = null;
}

/** The five with the virtual town's TLS port as the far end of each. */
async function open(credentials: string | null): Promise<Channels> {
  if (credentials !== null) writeFileSync(file('credentials'), credentials);
  const standIn = { url: `https://127.0.0.1:${config.town.tlsPort}`, ca: { file: file('ca.pem') } };
  const entries = ids.map((id) => [id, { ...(config.channels[id] as object), standIn }]);
  const made = await createLiveChannels(
    liveChannelsSchema.parse(Object.fromEntries(entries)),
    {},
    {
      ...{ now: Date.now, publicUrl: null },
      outboundProxy: {
        url: `http://127.0.0.1:${port}`,
        ...(credentials !== null && { credentials: { file: file('credentials') } }),
      },
    },
  );
  opened.push(made);
  return made;
}
const send = async (channels: Channels, id: Id) =>
  (
    await channels
      .get(id)
      ?.send(testOrder(id, { world: 'live', status: 'Actual' }), AbortSignal.timeout(10_000))
  )?.[0];
const probe = (channels: Channels, id: Id) => channels.get(id)?.probe?.(AbortSignal.timeout(5_000));
const connects = () => readFileSync(file('tinyproxy.log'), 'utf8').match(/CONNECT 127\.0\.0\.1:\d+/g) ?? [];

describe('through tinyproxy', () => {
  test('with its password, the five channels reach their services, and it saw each of them', async () => {
    await start(config.town.tlsPort);
    const channels = await open(password);
    for (const id of ids) {
      const before = { connects: connects().length, taken: town.ledger.size };
      expect({ id, outcome: await send(channels, id) }).toMatchObject({ outcome: { result: 'accepted' } });
      expect(await probe(channels, id)).toEqual({ state: 'up' });
      expect(connects().length).toBeGreaterThan(before.connects);
      expect(town.ledger.size).toBe(before.taken + 1);
    }
    expect(new Set(connects())).toEqual(new Set([`CONNECT 127.0.0.1:${config.town.tlsPort}`]));
  });

  test('a hundred messages go at once, in no more tunnels than it has room for', async () => {
    await start(config.town.tlsPort);
    const channels = await open(password);
    const sent = await Promise.all(
      Array.from({ length: 100 }, (_, i) => send(channels, i % 2 === 0 ? 'push' : 'sms')),
    );
    expect(sent.filter((outcome) => outcome?.result !== 'accepted')).toEqual([]);
  });

  test.each(ids)('%s: with a wrong password nothing leaves, until the file is right', async (id) => {
    await start(config.town.tlsPort);
    const channels = await open('todoku:wrong');
    const taken = town.ledger.size;
    // Its word for a wrong password; without any it says 407.
    const why = { at: 'channel', code: 'channel.unauthorised', detail: 'proxy 401' };
    expect(await send(channels, id)).toMatchObject({ result: 'retry', why });
    expect(town.ledger.size).toBe(taken);
    writeFileSync(file('credentials'), password);
    for (let i = 0; (await send(channels, id))?.result !== 'accepted'; i += 1) {
      expect(i).toBeLessThan(400);
      await new Promise((again) => setTimeout(again, 20));
    }
  });

  test('without a password it asks for one, and nothing leaves', async () => {
    await start(config.town.tlsPort);
    const channels = await open(null);
    const why = { at: 'channel', code: 'channel.unauthorised', detail: 'proxy 407' };
    for (const id of ids) expect(await send(channels, id)).toMatchObject({ result: 'retry', why });
  });

  test('a port that it does not let through is the proxy’s word, and no resident’s fault', async () => {
    await start(443);
    const channels = await open(password);
    for (const id of ids) {
      const why = { code: 'channel.unreachable', detail: 'proxy 403' };
      expect(await send(channels, id)).toMatchObject({ result: 'retry', why });
      expect(await probe(channels, id)).toEqual({ state: 'down', detail: 'proxy 403' });
    }
  });

  test('while it is down everything waits, and goes when it is back', async () => {
    const channels = await open(password);
    const why = { at: 'channel', code: 'channel.unreachable', detail: 'proxy ECONNREFUSED' };
    for (const id of ids) expect(await send(channels, id)).toMatchObject({ result: 'retry', why });
    await start(config.town.tlsPort);
    for (const id of ids) expect(await send(channels, id)).toMatchObject({ result: 'accepted' });
  });
});
