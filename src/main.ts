import { main } from './cli/main.js';

/**
 * `node dist/main.js` (and `nest start`) runs the hub of TODOKU_CONFIG; with a command's name first it is the todoku command,
 * for an installation that has the compiled program alone.
 */
const given = process.argv.slice(2);
process.exitCode = await main(given[0]?.startsWith('-') === false ? given : ['serve', ...given]);
