// The product's side of `fanout-sms` and `fanout-pg`: the real dispatcher and store, the real SMS channel with Twilio's SDK.
import { createSmsChannel } from '../../dist/channels/sms.js';
import { smsLimits } from '../../dist/channels/sms.limits.js';
import { startEngine } from './engine.mjs';
import { measured } from './side.mjs';
import { accountSid, authToken, callsPerSecond, from, numberOf, text } from './sms.mjs';

/** On SQLite, or on the PostgreSQL of `url`. `fanOut(districts)` is measured; what became of it is looked up afterwards. */
export async function startSmsEngine({ port, districts, url }) {
  const baseUrl = `http://127.0.0.1:${port}`;
  const limits = { ...smsLimits, callsPerSecond };
  const channel = createSmsChannel({ accountSid, authToken, from, baseUrl, limits });
  const engine = await startEngine({ channel, districts, targetOf: numberOf, text, url });
  return {
    /** From the issue until every outcome is durable. */
    async fanOut(chosen) {
      const answer = await measured(async () => {
        const { versionId } = await engine.issue(chosen);
        await engine.settled();
        return { versionId };
      });
      const accepted = await engine.accepted(answer.versionId);
      return { ...answer, accepted, again: await engine.claimedAgain(answer.versionId) };
    },
    close: () => engine.close(),
  };
}
