// The ceiling that the SDK sets: Twilio's `messages.create` over the product's own client, in a bare loop.
import { createTwilioClient } from '../../dist/channels/twilio-client.js';
import { measured, options, serve } from '../support/side.mjs';
import { sendAll } from '../support/sms-client.mjs';
import { accountSid, authToken, from, text } from '../support/sms.mjs';

const { client } = createTwilioClient({
  accountSid,
  authToken,
  baseUrl: `http://127.0.0.1:${options.port}`,
  timeout: 10_000,
});

async function send(to) {
  const { sid } = await client.messages.create({ to, from, body: text, validityPeriod: 14_400 });
  if (!sid) throw new Error('no sid');
}

serve({}, ({ count }) => measured(() => sendAll(count, send)));
