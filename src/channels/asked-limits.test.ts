import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askedLimits } from './asked-limits.js';
import { createMastodonChannel } from './mastodon.js';
import { textLimits } from './text.limits.js';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** The limits after an instance answered as `listener` does, and who did not answer. */
async function limitsOf(listener: RequestListener, patience = 10_000) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const channel = createMastodonChannel({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accessToken: 'token',
  });
  const silent: string[] = [];
  const limits = await askedLimits(textLimits, [channel], patience, (id) => silent.push(id));
  return { size: limits.mastodon.size, others: limits.sms, silent };
}
const saying = (body: unknown): RequestListener => {
  return (_, answer) => answer.setHeader('content-type', 'application/json').end(JSON.stringify(body));
};

test('an instance’s own length stands in place of the default; other channels keep theirs', async () => {
  const found = await limitsOf(saying({ configuration: { statuses: { max_characters: 1111 } } }));
  expect(found).toEqual({ size: 1111, others: textLimits.sms, silent: [] });
});

test.each<[string, RequestListener]>([
  ['says nothing of lengths', saying({ configuration: {} })],
  ['says nonsense', saying({ configuration: { statuses: { max_characters: -1 } } })],
  ['is no JSON', (_, answer) => answer.end('<html>')],
  ['is an error', (_, answer) => answer.writeHead(503).end('{}')],
])('the default stands, and it is reported, where the answer %s', async (_, listener) => {
  expect(await limitsOf(listener)).toMatchObject({ size: textLimits.mastodon.size, silent: ['mastodon'] });
});

test('and where it never comes', async () => {
  const found = await limitsOf(() => undefined, 300);
  expect(found).toMatchObject({ size: textLimits.mastodon.size, silent: ['mastodon'] });
});
