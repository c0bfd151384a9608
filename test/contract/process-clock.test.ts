/** Channels reckon what remains of a message by the clock that its end was reckoned by, not by the wall's (ADR 0019). */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { request } from 'undici';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import type { SendOrder } from '../../src/domain/channel.js';
import { wellKnownSchema } from '../../src/wire/virtual-town.js';
import { liveChannelsSchema } from '../../src/wire/channel-config.js';
import { startTestTown, testOrder } from '../support/virtual-town.js';

const hour = 3_600_000;
/** A hub that started before its wall clock was set: two hours behind it ever since, or before it. */
const clocks = [-2 * hour, 2 * hour].map((off) => ({ hours: off / hour, now: () => Date.now() + off }));
const remaining = 600;
const live = (id: 'sms' | 'web-push', now: () => number): SendOrder =>
  testOrder(id, { world: 'live', status: 'Actual', expiresAt: now() + remaining * 1000 });
const publicUrl = null;

test.each(clocks)('sms: ValidityPeriod, with a clock $hours hours from the wall', async ({ now }) => {
  const forms: URLSearchParams[] = [];
  const twilio = createServer((ask, reply) => {
    let body = '';
    ask.on('data', (some) => (body += String(some)));
    ask.on('end', () => {
      forms.push(new URLSearchParams(body));
      reply.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"SM1"}');
    });
  });
  twilio.listen(0, '127.0.0.1');
  await once(twilio, 'listening');
  const config = liveChannelsSchema.parse({
    sms: {
      accountSid: `AC${'0'.repeat(32)}`,
      authToken: { env: 'TODOKU_SMS_TOKEN' },
      from: '+15005550006',
      standIn: { url: `http://127.0.0.1:${(twilio.address() as AddressInfo).port}` },
    },
  });
  const sms = (await createLiveChannels(config, { TODOKU_SMS_TOKEN: 'x' }, { now, publicUrl })).get('sms');
  try {
    expect(await sms?.send(live('sms', now), AbortSignal.timeout(5000))).toMatchObject([
      { result: 'accepted' },
    ]);
    const validity = Number(forms[0]?.get('ValidityPeriod'));
    expect(validity).toBeGreaterThan(remaining - 10);
    expect(validity).toBeLessThanOrEqual(remaining);
  } finally {
    await sms?.close?.();
    twilio.close();
  }
});

test.each(clocks)(
  'web push: TTL, and a token that is good by the wall, $hours hours from it',
  async ({ now }) => {
    const town = await startTestTown();
    const known = await request(`${town.url}/.well-known/virtual-town`);
    const { privateKey } = wellKnownSchema.parse(await known.body.json()).credentials.webPush;
    const config = liveChannelsSchema.parse({
      'web-push': {
        subject: 'mailto:bosai@example.jp',
        privateKey: { env: 'TODOKU_WEB_PUSH_KEY' },
        standIn: { url: town.url },
      },
    });
    const made = await createLiveChannels(config, { TODOKU_WEB_PUSH_KEY: privateKey }, { now, publicUrl });
    const push = made.get('web-push');
    try {
      expect(await push?.send(live('web-push', now), AbortSignal.timeout(5000))).toMatchObject([
        { result: 'accepted' },
      ]);
      const [sent] = town.ledger.entries({ provider: 'web-push' });
      const message = await request(`${town.url}${sent?.ref}`);
      const { ttl } = (await message.body.json()) as { ttl: string };
      expect(Number(ttl)).toBeGreaterThan(remaining - 10);
      expect(Number(ttl)).toBeLessThanOrEqual(remaining);
    } finally {
      await push?.close?.();
      await town.close();
    }
  },
);
