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

/** From the issue until every outcome is durable; that each was accepted is looked up afterwards. */
async function fanOut({ districts }) {
  const answer = await measured(async () => {
    const { versionId } = await engine.issue(districts);
    await engine.settled();
    return { versionId };
  });
  return { ...answer, accepted: await engine.accepted(answer.versionId) };
}

serve({}, fanOut, () => engine.close());
