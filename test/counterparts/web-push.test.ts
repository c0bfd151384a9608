import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { request } from 'undici';
import { z } from 'zod';
import { createWebPushChannel } from '../../src/channels/web-push.js';
import type { Channel, Outcome } from '../../src/domain/channel.js';
import { createP256Key, p256PublicKey } from '../../src/platform/p256.js';
import { pushSubscriptionSchema, subscriptionTarget, webPushPayloadSchema } from '../../src/wire/web-push.js';
import { where } from '../chaos/needs.js';
import { testOrder, testRendering } from '../support/virtual-town.js';
import { lacking, startProgram, type Program } from './program.js';

/**
 * web-push-testing: a push service and browser that nobody here wrote. It checks the VAPID signature against the key of the
 * subscription, decrypts with http_ece, and gives the plaintext back. It looks at no TTL, Topic, Urgency or size.
 */
const missing = lacking('web-push-testing');
const check = where(missing);
let service: Program | undefined;
let channel: Channel | undefined;
const privateKey = createP256Key();
const vapid = { subject: 'mailto:bosai@example.jp', privateKey };

beforeAll(async () => {
  if (missing !== null && !process.env['CI']) return;
  service = await startProgram('web-push-testing/src/bin/server.js', (port) => [String(port)]);
  channel = createWebPushChannel({ vapid, dial: { url: service.url } });
}, 60_000);
afterAll(async () => {
  await channel?.close?.();
  await service?.stop();
});

const post = async (path: string, body: object) => {
  const answer = await request(`${service?.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.body.text();
  return text === 'OK' ? null : (JSON.parse(text) as unknown);
};
const subscribed = z.object({
  data: z.object({ clientHash: z.string(), ...pushSubscriptionSchema.shape, endpoint: z.string() }),
});
/** A browser that subscribed with the town's key; its endpoint as it would be, were the service on the internet. */
async function subscribe() {
  const applicationServerKey = p256PublicKey(privateKey);
  const { data } = subscribed.parse(
    await post('/subscribe', { applicationServerKey, userVisibleOnly: 'true' }),
  );
  const endpoint = `https://push.example.net${new URL(data.endpoint).pathname}`;
  return { hash: data.clientHash, target: subscriptionTarget({ endpoint, keys: data.keys }) };
}
const received = z.object({ data: z.object({ messages: z.array(z.string()) }) });
const notifications = async (clientHash: string) =>
  received
    .parse(await post('/get-notifications', { clientHash }))
    .data.messages.map((text) => webPushPayloadSchema.parse(JSON.parse(text)));
async function send(target: string, text: string, through = channel): Promise<Outcome | undefined> {
  const rendering = testRendering('web-push', { title: '避難指示', text });
  const order = testOrder('web-push', { members: [{ deliveryId: 'd1', target }], rendering });
  return (await through?.send(order, AbortSignal.timeout(10_000)))?.[0];
}

describe('a browser that nobody here wrote', () => {
  check('reads 避難指示 as it was sent, and only what was sent to it', async () => {
    const [one, other] = [await subscribe(), await subscribe()];
    expect(await send(one.target, '今すぐ避難してください。🏃')).toMatchObject({ result: 'accepted' });
    expect(await send(other.target, 'ほかの人へ')).toMatchObject({ result: 'accepted' });
    expect(await notifications(one.hash)).toEqual([
      expect.objectContaining({ title: '避難指示', body: '今すぐ避難してください。🏃', lang: 'ja' }),
    ]);
    expect(await notifications(other.hash)).toEqual([expect.objectContaining({ body: 'ほかの人へ' })]);
  });

  check('that unsubscribed is refused as a dead target', async () => {
    const { hash, target } = await subscribe();
    expect(await send(target, 'まだいる')).toMatchObject({ result: 'accepted' });
    await post(`/expire-subscription/${hash}`, {});
    expect(await send(target, 'もういない')).toMatchObject({
      result: 'refused',
      why: { at: 'target', code: 'web-push.gone' },
    });
  });

  check('refuses another town’s key: the fault of the channel, and nobody is left out for it', async () => {
    const { hash, target } = await subscribe();
    const foreign = createWebPushChannel({
      vapid: { ...vapid, privateKey: createP256Key() },
      dial: { url: service?.url ?? '' },
    });
    expect(await send(target, '別の町', foreign)).toMatchObject({ result: 'retry', why: { at: 'channel' } });
    expect(await notifications(hash)).toEqual([]);
    await foreign.close?.();
  });

  check('control: does not read what was encrypted with another secret', async () => {
    const { hash, target } = await subscribe();
    const spoiled = target.replace(/#.{22}/, `#${'A'.repeat(22)}`);
    expect((await send(spoiled, '読めない'))?.result).not.toBe('accepted');
    expect(await notifications(hash)).toEqual([]);
  });
});
