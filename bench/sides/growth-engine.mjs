// The engine over a channel that costs next to nothing, so that the engine is what is measured.
import { inProcessChannel } from '../support/channel.mjs';
import { startEngine } from '../support/engine.mjs';
import { startPace } from '../support/pace.mjs';
import { measured, options, serve } from '../support/side.mjs';
import { callsPerSecond, numberOf, text } from '../support/sms.mjs';

const { districts } = options;
const addresses = districts.reduce((sum, size) => sum + size, 0);
const { channel, callsOf } = inProcessChannel({ addresses, callsPerSecond });
const engine = await startEngine({ channel, districts, targetOf: numberOf, text });
const pace = await startPace();

async function fanOut({ district, count }) {
  pace.read();
  const answer = await measured(async () => {
    const { versionId } = await engine.issue([district]);
    await engine.settled();
    return { versionId };
  });
  const paces = pace.read();
  const accepted = await engine.accepted(answer.versionId);
  const { calls, doubled } = callsOf(answer.versionId);
  if (accepted !== count || calls !== count || doubled > 0)
    throw new Error(`${count} deliveries: ${calls} calls, ${doubled} of them doubled, ${accepted} accepted`);
  return { ...answer, paces };
}

serve({}, fanOut, () => engine.close());
