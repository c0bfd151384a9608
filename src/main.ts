import { main } from './cli/main.js';

/** `node dist/main.js` (and `nest start`) runs the hub of TODOKU_CONFIG; everything else is in the todoku command. */
process.exitCode = await main(['serve', ...process.argv.slice(2)]);
