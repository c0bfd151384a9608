// One of several processes of `fanout-pg`: the engine on a PostgreSQL that it shares with others, woken by their notices.
import { createSmsChannel } from '../../dist/channels/sms.js';
import { smsLimits } from '../../dist/channels/sms.limits.js';
import { startEngine } from '../support/engine.mjs';
import { begin, measured, options, serve } from '../support/side.mjs';
import { accountSid, authToken, callsPerSecond, from, numberOf, text } from '../support/sms.mjs';

const channel = createSmsChannel({
  accountSid,
  authToken,
  from,
  baseUrl: `http://127.0.0.1:${options.port}`,
  limits: { ...smsLimits, callsPerSecond },
});
const { url, districts } = options;
const engine = await startEngine({ channel, districts, targetOf: numberOf, text, url });
let end = null;

async function handle({ what, districts: chosen }) {
  if (what === 'begin') {
    end = begin();
    return {};
  }
  if (what === 'end') return end();
  const answer = await measured(async () => {
    const { versionId } = await engine.issue(chosen);
    await engine.settled();
    return { versionId };
  });
  const accepted = await engine.accepted(answer.versionId);
  return { ...answer, accepted, again: await engine.claimedAgain(answer.versionId) };
}

serve({}, handle, () => engine.close());
