import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { request } from 'undici';
import { createMessageBuilder } from '../../src/channels/fcm-message.js';
import { topicTarget } from '../../src/domain/push-topic.js';
import { fcmSentSchema } from '../../src/wire/fcm.js';
import { where } from '../chaos/needs.js';
import { testOrder } from '../support/virtual-town.js';
import { lacking, startPrism, type Program } from './program.js';

/**
 * The very bodies that go to phones, against FCM's description: derived from Google's discovery document, played by prism,
 * which lets no unknown field and no wrong type pass. prism speaks HTTP/1.1, so the sessions are not in it.
 */
const missing = lacking('@stoplight/prism-cli');
const check = where(missing);
let prism: Program | undefined;
beforeAll(async () => {
  if (missing === null || process.env['CI']) prism = await startPrism('fcm.v1.derived-openapi.json');
}, 60_000);
afterAll(() => prism?.stop());

const build = createMessageBuilder();
const now = Date.now();
function bodyTo(target: string, urgency = 4): string {
  const built = build(testOrder('push', { urgency }), target, '77', now);
  if ('tooLarge' in built) throw new Error('too large');
  return built.body;
}
async function post(body: string, authorization = 'Bearer t') {
  const answer = await request(`${prism?.url}/v1/projects/demo/messages:send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization !== '' && { authorization }) },
    body,
  });
  return { status: answer.statusCode, body: await answer.body.json() };
}
/** The body with one thing changed in its message. */
const changed = (change: (message: Record<string, Record<string, unknown>>) => void): string => {
  const parsed = JSON.parse(bodyTo('token-1')) as { message: Record<string, Record<string, unknown>> };
  change(parsed.message);
  return JSON.stringify(parsed);
};

describe('FCM’s own description takes', () => {
  check.each([
    ['an urgent message to a token', bodyTo('token-1')],
    ['a quiet one', bodyTo('token-1', 1)],
    ['one to a topic', bodyTo(topicTarget('hatoyama', 'zh-Hans'))],
  ])('%s', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(200);
    expect(fcmSentSchema.safeParse(answer.body).success).toBe(true);
  });
});

describe('control: it refuses', () => {
  check.each([
    ['a field that FCM does not know', changed((message) => void (message['android'] = { vibrate: true }))],
    [
      'a priority that it does not know',
      changed((message) => void (message['android'] = { priority: 'URGENT' })),
    ],
    ['a time to live without its unit', changed((message) => void (message['android'] = { ttl: '3600' }))],
    ['data that is no text', changed((message) => void (message['data'] = { version: 1 }))],
  ])('%s', async (_, body) => {
    const { status } = await post(body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });
  check('a message without a token of access', async () =>
    expect((await post(bodyTo('token-1'), '')).status).toBe(401),
  );
});
