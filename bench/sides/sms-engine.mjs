// The product's side of `fanout-sms`: the real dispatcher and store, the real SMS channel with Twilio's SDK.
import { createSmsChannel } from '../../dist/channels/sms.js';
import { smsLimits } from '../../dist/channels/sms.limits.js';
import { startEngine } from '../support/engine.mjs';
import { measured, options, serve } from '../support/side.mjs';
import { accountSid, authToken, callsPerSecond, from, numberOf, text } from '../support/sms.mjs';

const channel = createSmsChannel({
  accountSid,
  authToken,
  from,
  baseUrl: `http://127.0.0.1:${options.port}`,
  limits: { ...smsLimits, callsPerSecond },
});
const engine = await startEngine({ channel, districts: options.districts, targetOf: numberOf, text });

async function fanOut({ districts }) {
  const { versionId } = await engine.issue(districts);
  return { settled: await engine.settled(versionId) };
}

serve(
  {},
  (question) => measured(() => fanOut(question)),
  () => engine.close(),
);
