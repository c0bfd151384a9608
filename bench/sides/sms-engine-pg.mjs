// One of several processes of `fanout-pg`, on a PostgreSQL that it shares with the others, woken by their notices.
import { begin, options, serve } from '../support/side.mjs';
import { startSmsEngine } from '../support/sms-engine.mjs';

const engine = await startSmsEngine(options);
let end = null;

/** One process issues; the others measure themselves from `begin` to `end`. */
async function handle({ what, districts }) {
  if (what === 'issue') return engine.fanOut(districts);
  if (what === 'end') return end();
  end = begin();
  return {};
}

serve({}, handle, engine.close);
