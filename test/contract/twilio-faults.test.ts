/** Whose fault an answer of Twilio is: a code of the town's own account or number refuses no resident. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLiveChannels } from '../../src/channels/live-channels.js';
import { createSmsChannel } from '../../src/channels/sms.js';
import { createVoiceChannel } from '../../src/channels/voice.js';
import type { Channel } from '../../src/domain/channel.js';
import { paths } from '../../src/platform/paths.js';
import { loadResidentPhrases } from '../../src/platform/resident-phrases.js';
import { liveChannelsSchema } from '../../src/wire/channel-config.js';
import { testOrder } from '../support/virtual-town.js';

let server: Server;
let baseUrl = '';
let answer: { status: number; body: object };
let forms: URLSearchParams[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      forms.push(new URLSearchParams(body));
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  forms = [];
  answer = { status: 201, body: { sid: 'SM1' } };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'x', from: '+815000000000' };
const open = {
  sms: (from = account.from) => createSmsChannel({ ...account, from, baseUrl }),
  voice: () =>
    createVoiceChannel({
      ...{ ...account, baseUrl, publicUrl: null },
      phrases: loadResidentPhrases(paths.locales),
    }),
};
async function send(channel: Channel, more: Parameters<typeof testOrder>[1] = {}) {
  const [outcome] = await channel.send(testOrder(channel.id as 'sms', more), AbortSignal.timeout(5000));
  await channel.close?.();
  return outcome;
}

describe.each(['sms', 'voice'] as const)('%s', (id) => {
  test.each([10001, 20005, 21210, 21212, 21603, 21606, 21608, 21660, 21703, 21705])(
    '%i speaks of the town’s own account or number: nobody is refused, the channel waits for a person',
    async (code) => {
      answer = { status: 400, body: { code, status: 400 } };
      expect(await send(open[id]())).toMatchObject({
        result: 'retry',
        why: { at: 'channel', code: 'channel.not-found', detail: String(code) },
      });
    },
  );

  test('a full queue of the sender passes', async () => {
    answer = { status: 400, body: { code: 21611, status: 400 } };
    expect(await send(open[id]())).toMatchObject({ result: 'retry', why: { code: 'channel.rate' } });
  });
});

test.each([400, 403])(
  'sms: a country that the account may not write to (%i) is that number’s alone',
  async (status) => {
    answer = { status, body: { code: 21408, status } };
    expect(await send(open.sms())).toMatchObject({
      result: 'refused',
      why: { at: 'target', code: 'sms.country' },
    });
  },
);

test('a number is From, a messaging service is named by its own field', async () => {
  const service = `MG${'a'.repeat(32)}`;
  await send(open.sms());
  await send(open.sms(service));
  expect(forms.map((form) => [form.get('From'), form.get('MessagingServiceSid')])).toEqual([
    [account.from, null],
    [null, service],
  ]);
});

describe('a live configuration', () => {
  const sms = { ...account, authToken: { env: 'TODOKU_X' } };
  test.each(['08012345678', 'x', `MG${'a'.repeat(20)}`, 'ありがとう', 'a name that is long'])(
    'whose sender is %s is refused by path',
    (from) => {
      const { error } = liveChannelsSchema.safeParse({ sms: { ...sms, from } });
      expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['sms.from']);
    },
  );
  test.each(['+815012345678', '12345', 'HATOYAMA', `MG${'a'.repeat(32)}`])('may send from %s', (from) => {
    expect(liveChannelsSchema.safeParse({ sms: { ...sms, from } }).success).toBe(true);
  });

  test.each([
    ['publicUrl alone', {}, 'https://hub.example.jp/receipts/sms'],
    ['an address of its own', { statusCallback: 'https://sms.example.jp/x' }, 'https://sms.example.jp/x'],
  ])('with %s is told of deliveries', async (_, more, url) => {
    const config = liveChannelsSchema.parse({ sms: { ...sms, ...more, standIn: { url: baseUrl } } });
    const parts = { now: Date.now, publicUrl: 'https://hub.example.jp' };
    const channels = await createLiveChannels(config, { TODOKU_X: 'x' }, parts);
    const channel = channels.get('sms') as Channel;
    expect(await send(channel, { world: 'live', status: 'Actual' })).toMatchObject({ result: 'accepted' });
    expect(forms.map((form) => form.get('StatusCallback'))).toEqual([url]);
  });
});
