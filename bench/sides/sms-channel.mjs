// The product's SMS channel as the dispatcher calls it, and nothing else.
import { createSmsChannel } from '../../dist/channels/sms.js';
import { smsLimits } from '../../dist/channels/sms.limits.js';
import { sendMany } from '../support/send-many.mjs';
import { measured, options, serve } from '../support/side.mjs';
import { accountSid, authToken, from, text } from '../support/sms.mjs';

const { port, concurrency } = options;
const limits = { ...smsLimits, concurrency };
const channel = createSmsChannel({
  accountSid,
  authToken,
  from,
  baseUrl: `http://127.0.0.1:${port}`,
  limits,
});
const rendering = { text };
const patient = new AbortController().signal;

async function send(target) {
  const order = { members: [{ deliveryId: '1', target }], rendering, expiresAt: Date.now() + 14_400_000 };
  const [outcome] = await channel.send(order, patient);
  if (outcome?.result !== 'accepted') throw new Error(`answered ${outcome?.result}`);
}

serve(
  {},
  ({ count }) => measured(() => sendMany(count, concurrency, send)),
  () => channel.close(),
);
