// The ceiling that the SDK sets: Twilio's `messages.create` over the product's own client, in a bare loop.
import { createTwilioClient } from '../../dist/channels/twilio-client.js';
import { measured, options, serve } from '../support/side.mjs';
import { accountSid, authToken, concurrency, from, numberOf, text } from '../support/sms.mjs';

const { client } = createTwilioClient({ accountSid, authToken, baseUrl: `http://127.0.0.1:${options.port}` });

async function fanOut(count) {
  let next = 0;
  const loop = async () => {
    while (next < count) {
      const message = { to: numberOf(next++), from, body: text, validityPeriod: 14_400 };
      const { sid } = await client.messages.create(message);
      if (!sid) throw new Error('no sid');
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return {};
}

serve({}, ({ count }) => measured(() => fanOut(count)));
