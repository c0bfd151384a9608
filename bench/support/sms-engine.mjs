// The product's side of `fanout-sms` and `fanout-pg`: the real dispatcher and store, the real SMS channel with Twilio's SDK.
import { createSmsChannel } from '../../dist/channels/sms.js';
import { smsLimits } from '../../dist/channels/sms.limits.js';
import { startChannelEngine } from './channel-engine.mjs';
import { accountSid, authToken, callsPerSecond, from, numberOf, text } from './sms.mjs';

/** On SQLite, or on the PostgreSQL of `url`. */
export async function startSmsEngine({ port, districts, url }) {
  const baseUrl = `http://127.0.0.1:${port}`;
  const limits = { ...smsLimits, callsPerSecond };
  const channel = createSmsChannel({ accountSid, authToken, from, baseUrl, limits });
  return startChannelEngine({ channel, districts, targetOf: numberOf, text, url });
}
