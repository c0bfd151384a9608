/** A host that takes a connection and never makes it TLS, as a firewall does: nothing left, and everybody is told so. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createWeb, type Server as Web } from 'node:http';
import { createMastodonChannel } from '../../src/channels/mastodon.js';
import { mastodonLimits } from '../../src/channels/mastodon.limits.js';
import { createRadioChannel } from '../../src/channels/radio.js';
import { radioLimits } from '../../src/channels/radio.limits.js';
import { createSmsChannel } from '../../src/channels/sms.js';
import { smsLimits } from '../../src/channels/sms.limits.js';
import { createVoiceChannel } from '../../src/channels/voice.js';
import { voiceLimits } from '../../src/channels/voice.limits.js';
import { createWebPushChannel } from '../../src/channels/web-push.js';
import { webPushLimits } from '../../src/channels/web-push.limits.js';
import type { Channel, Limits, ServiceChannelId } from '../../src/domain/channel.js';
import { createP256Key } from '../../src/platform/p256.js';
import { paths } from '../../src/platform/paths.js';
import { loadResidentPhrases } from '../../src/platform/resident-phrases.js';
import { testOrder } from '../support/virtual-town.js';

let silent: Server;
let web: Web;
const sockets = new Set<Socket>();
let status = 302;
beforeAll(async () => {
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  web = createWeb((_, response) =>
    response.writeHead(status, { location: 'https://elsewhere.example/' }).end(),
  );
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await new Promise((resolve) => web.close(resolve));
});
const portOf = (server: Server | Web) => (server.address() as AddressInfo).port;

const timeout = 4000;
const within = (limits: Limits): Limits => ({ ...limits, timeout });
const twilio = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'x', from: '+815000000000' };
const pem = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    gatewayPublicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
};
const channels: Readonly<Partial<Record<ServiceChannelId, (baseUrl: string) => Channel>>> = {
  radio: (baseUrl) =>
    createRadioChannel({ baseUrl, gatewayId: 'g', keyId: 'k', ...pem(), limits: within(radioLimits) }),
  sms: (baseUrl) => createSmsChannel({ ...twilio, baseUrl, limits: within(smsLimits) }),
  voice: (baseUrl) =>
    createVoiceChannel({
      ...{ ...twilio, baseUrl, publicUrl: null, limits: within(voiceLimits) },
      phrases: loadResidentPhrases(paths.locales),
    }),
  mastodon: (baseUrl) => createMastodonChannel({ baseUrl, accessToken: 'x', limits: within(mastodonLimits) }),
  'web-push': (url) =>
    createWebPushChannel({
      vapid: { subject: 'mailto:x@example.jp', privateKey: createP256Key() },
      dial: { url },
      limits: within(webPushLimits),
    }),
};
const ids = Object.keys(channels) as ServiceChannelId[];

async function sendTo(id: ServiceChannelId, url: string) {
  const channel = channels[id]?.(url) as Channel;
  const [outcome] = await channel.send(testOrder(id), AbortSignal.timeout(timeout));
  for (const socket of sockets) socket.destroy();
  await channel.close?.();
  return outcome;
}

test.each(ids)('%s: a handshake that never comes is no connection, and not in doubt', async (id) => {
  expect(await sendTo(id, `https://127.0.0.1:${portOf(silent)}`)).toMatchObject({
    result: 'retry',
    why: { code: 'channel.unreachable', detail: 'UND_ERR_CONNECT_TIMEOUT' },
  });
});

test('of many calls at once those that still wait for a connection at their end have not left either', async () => {
  const open = channels.sms as (baseUrl: string) => Channel;
  const channel = open(`https://127.0.0.1:${portOf(silent)}`);
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => channel.send(testOrder('sms'), AbortSignal.timeout(timeout))),
  );
  for (const outcome of outcomes.flat())
    expect(outcome).toMatchObject({ result: 'retry', why: { detail: 'UND_ERR_CONNECT_TIMEOUT' } });
  for (const socket of sockets) socket.destroy();
  await channel.close?.();
});

describe.each([301, 302, 307, 405])('%i where the service should be', (answered) => {
  test.each(ids.filter((id) => id !== 'radio' && id !== 'web-push'))('%s: refuses nobody', async (id) => {
    status = answered;
    expect(await sendTo(id, `http://127.0.0.1:${portOf(web)}`)).toMatchObject({
      result: 'retry',
      why: { at: 'channel', code: 'channel.not-found', detail: String(answered) },
    });
  });
});
