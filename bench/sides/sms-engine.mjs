// The engine of `fanout-sms`, on SQLite.
import { options, serve } from '../support/side.mjs';
import { startSmsEngine } from '../support/sms-engine.mjs';

const engine = await startSmsEngine(options);

serve({}, ({ districts }) => engine.fanOut(districts), engine.close);
