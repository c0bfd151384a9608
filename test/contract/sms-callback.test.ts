/** Twilio's callbacks are believed by their signature over the address that Twilio was given, and by nothing else. */
import { createHmac } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';

import { createSmsChannel } from '../../src/channels/sms.js';

const authToken = 'a'.repeat(32);
const statusCallback = 'https://hub.example.jp/receipts/sms';
const channel = createSmsChannel({
  accountSid: `AC${'0'.repeat(32)}`,
  authToken,
  from: '+15005550006',
  baseUrl: 'http://127.0.0.1:9',
  statusCallback,
});
afterAll(() => channel.close?.());

/** Twilio's own rule: HMAC-SHA1 over the address and the sorted fields (documentation of webhook security, 2026). */
const signatureOver = (url: string): string =>
  createHmac('sha1', authToken)
    .update(
      url +
        Object.entries(form)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .flat()
          .join(''),
    )
    .digest('base64');

const form = { MessageSid: `SM${'1'.repeat(32)}`, MessageStatus: 'delivered', To: '+819000000001' } as const;
const callback = (signedUrl: string, changed: Record<string, string> = {}) => ({
  // What a process behind a TLS proxy sees of the request.
  url: 'http://127.0.0.1:8080/receipts/sms',
  headers: { 'x-twilio-signature': signatureOver(signedUrl) },
  body: new URLSearchParams({ ...form, ...changed }).toString(),
});

test('a callback signed over the public address is read, also behind a proxy', () => {
  expect(channel.readReceipts?.(callback(statusCallback))).toMatchObject([
    { ref: form.MessageSid, state: 'delivered' },
  ]);
});

test('another address, a changed field or no signature is refused', () => {
  expect(channel.readReceipts?.(callback('https://elsewhere.example/receipts/sms'))).toBeNull();
  expect(channel.readReceipts?.(callback(statusCallback, { MessageStatus: 'failed' }))).toBeNull();
  expect(channel.readReceipts?.({ ...callback(statusCallback), headers: {} })).toBeNull();
});
