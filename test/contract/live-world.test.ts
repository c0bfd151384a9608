/** The live world's channels, made from a configuration as a town writes it: they can do what the drill's can. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDrillChannels } from '../../src/channels/drill-channels.js';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import { renewedChannel } from '../../src/channels/renewed-channel.js';
import {
  carriedChannelIds,
  serviceChannelIds,
  type Channel,
  type Channels,
  type ServiceChannelId,
} from '../../src/domain/channel.js';
import { liveChannelsSchema } from '../../src/wire/channel-config.js';
import { liveConfiguration, type LiveConfiguration, type SecretName } from '../support/live-channels.js';
import { startTestTown, testOrder, type TestTown } from '../support/virtual-town.js';

let town: TestTown;
let folder: string;
let drill: Channels;
beforeAll(async () => {
  town = await startTestTown();
  folder = await mkdtemp(join(tmpdir(), 'live-world-'));
  drill = createDrillChannels({ virtualTown: { url: town.url }, rates: {} });
});
afterAll(async () => {
  await close(drill);
  await town.close();
  await rm(folder, { recursive: true });
});

// Nobody listens there: callbacks are refused, and only this machine is asked.
const publicUrl = 'http://127.0.0.1:9';
const close = (channels: Channels) => Promise.all([...channels.values()].map((channel) => channel.close?.()));
const open = ({ channels }: LiveConfiguration): Promise<Channels> =>
  createLiveChannels(liveChannelsSchema.parse(channels), {}, { now: Date.now, publicUrl });
let folders = 0;
const configuration = () => liveConfiguration(town.url, join(folder, String((folders += 1))));
const living = { world: 'live', status: 'Actual' } as const;
const send = async (channels: Channels, id: ServiceChannelId) =>
  (await channels.get(id)?.send(testOrder(id, living), AbortSignal.timeout(5000)))?.[0];

const abilitiesOf = (channel: Channel | undefined): readonly string[] =>
  Object.entries(channel ?? {})
    .flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
    .sort();

describe('the two worlds', () => {
  test('have the same channels, each with the same abilities', async () => {
    const live = await open(await configuration());
    const table = (channels: Channels) =>
      Object.fromEntries(carriedChannelIds.map((id) => [id, abilitiesOf(channels.get(id))]));
    expect(table(live)).toEqual(table(drill));
    expect([...live.keys()].sort()).toEqual([...carriedChannelIds].sort());
    await close(live);
  });

  test('have the same limits where the town agreed on none', async () => {
    const live = await open(await configuration());
    for (const id of carriedChannelIds) expect(live.get(id)?.limits).toEqual(drill.get(id)?.limits);
    await close(live);
  });
});

test.each(serviceChannelIds)('%s reaches its service, and its probe says so', async (id) => {
  const live = await open(await configuration());
  expect(await send(live, id)).toMatchObject({ result: 'accepted' });
  expect(await live.get(id)?.probe?.(AbortSignal.timeout(5000))).toEqual({ state: 'up' });
  await close(live);
});

describe('a secret that was wrong', () => {
  const wrong: readonly (readonly [ServiceChannelId, SecretName])[] = [
    ['sms', 'twilio-token'],
    ['voice', 'twilio-token'],
    ['mastodon', 'mastodon-token'],
    ['mail', 'smtp-password'],
  ];
  test.each(wrong)(
    '%s: refuses nobody, and once its file is rewritten the next call goes',
    async (id, name) => {
      const config = await configuration();
      await config.write(name, 'not the secret');
      const live = await open(config);
      const refused = { result: 'retry', why: { at: 'channel', code: 'channel.unauthorised' } };
      expect(await send(live, id)).toMatchObject(refused);
      await config.write(name, secret(config, name));
      // It reads again at most once a second; until then the far end refuses.
      for (let i = 0; ; i += 1) {
        const outcome = await send(live, id);
        if (outcome?.result === 'accepted') break;
        expect(outcome).toMatchObject(refused);
        expect(i).toBeLessThan(400);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await close(live);
    },
  );

  test.each(wrong.filter(([id]) => id !== 'voice'))(
    '%s: is taken up by the probes alone, so that the board becomes right on a calm day',
    async (id, name) => {
      const config = await configuration();
      await config.write(name, 'not the secret');
      const live = await open(config);
      const probe = () => live.get(id)?.probe?.(AbortSignal.timeout(5000));
      expect(await probe()).toMatchObject({ state: 'down' });
      await config.write(name, secret(config, name));
      for (let i = 0; (await probe())?.state !== 'up'; i += 1) {
        expect(i).toBeLessThan(400);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await close(live);
    },
  );

  const secret = ({ town: { credentials } }: LiveConfiguration, name: SecretName): string =>
    ({
      'twilio-token': credentials.twilio.authToken,
      'mastodon-token': credentials.mastodon.accessToken,
      'smtp-password': credentials.smtp.password,
    })[name as 'twilio-token'];

  test('radio: another key of the gateway, and another of the hub, are taken up', async () => {
    const config = await configuration();
    const { hubPrivateKey, gatewayPublicKey } = config.town.credentials.radio;
    const other = await startTestTown();
    const stranger = (await liveConfiguration(other.url, join(folder, 'stranger'))).town.credentials.radio;
    await other.close();
    for (const [name, value, good] of [
      ['radio-hub.pem', stranger.hubPrivateKey, hubPrivateKey],
      ['radio-gateway.pub.pem', stranger.gatewayPublicKey, gatewayPublicKey],
    ] as const) {
      await config.write(name, value);
      const live = await open(config);
      expect(await send(live, 'radio')).toMatchObject({ result: 'retry', why: { at: 'channel' } });
      await config.write(name, good);
      for (let i = 0; (await send(live, 'radio'))?.result !== 'accepted'; i += 1) {
        expect(i).toBeLessThan(400);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await close(live);
    }
  }, 20_000);

  test('callbacks signed with the new token are read after the first of them', async () => {
    const config = await configuration();
    const live = await open(config);
    await config.write('twilio-token', 'the new one');
    const url = `${publicUrl}/receipts/sms`;
    const form = { MessageSid: `SM${'1'.repeat(32)}`, MessageStatus: 'delivered' };
    const text = url + Object.entries(form).flat().join('');
    const signature = createHmac('sha1', 'the new one').update(text).digest('base64');
    const callback = {
      ...{ url, headers: { 'x-twilio-signature': signature } },
      body: new URLSearchParams(form).toString(),
    };
    const read = () => live.get('sms')?.readReceipts?.(callback);
    expect(read()).toBeNull();
    for (let i = 0; read() === null; i += 1) {
      expect(i).toBeLessThan(200);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(read()).toMatchObject([{ state: 'delivered' }]);
    await close(live);
  });
});

describe('a channel that is made anew', () => {
  const ends: (() => void)[] = [];
  const make = (name: string) => {
    const state = { closed: false };
    const channel = {
      id: 'sms',
      send: () =>
        new Promise((resolve) =>
          ends.push(() =>
            resolve([{ target: name, result: state.closed ? 'unsure' : 'accepted', ref: name }]),
          ),
        ),
      probe: async () => ({
        target: 'x',
        result: 'retry',
        why: { at: 'channel', code: 'channel.unauthorised' },
      }),
      close: async () => void (state.closed = true),
    } as unknown as Channel;
    return { state, channel };
  };
  const order = testOrder('sms');
  const signal = new AbortController().signal;
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('finishes calls under way on the old connection, and reads the secrets at most once a second', async () => {
    let now = 0;
    let readings = 0;
    const [old, next] = [make('old'), make('next')];
    const channel = renewedChannel(
      old.channel,
      async () => (++readings === 2 ? next.channel : null),
      () => now,
    );
    const slow = channel.send(order, signal);
    for (const [at, expected] of [
      [0, 1],
      [999, 1],
      [1_000, 2],
    ] as const) {
      now = at;
      await channel.probe?.(signal);
      await settled();
      expect(readings).toBe(expected);
    }
    const newer = channel.send(order, signal);
    expect(old.state.closed).toBe(false);
    for (const end of ends) end();
    expect(await slow).toMatchObject([{ result: 'accepted', ref: 'old' }]);
    expect(await newer).toMatchObject([{ result: 'accepted', ref: 'next' }]);
    await settled();
    expect(old.state.closed).toBe(true);
    expect(next.state.closed).toBe(false);
    await channel.close?.();
    expect(next.state.closed).toBe(true);
  });
});
