// How soon an approved alert starts to leave: from the end of its transaction to its first provider call.
import { withSides } from './support/processes.mjs';
import { percentile } from './support/statistics.mjs';

const times = 50;
const backlog = 100_000;
/** What a call takes at the provider. Milliseconds. */
const callMs = 100;

/** About ten seconds. */
export const bench = () =>
  withSides(async (start) => {
    const side = await start('wake-up-engine.mjs', { addresses: backlog, callMs });
    await side.ask({ times: 5, backlog: false });
    const quiet = await side.ask({ times, backlog: false });
    const behind = await side.ask({ times, backlog: true });
    const row = (name, { waits }) => ({
      name,
      value: percentile(waits, 0.99),
      unit: 'ms p99',
      ratio: null,
      against: null,
    });
    return {
      note: `commit to first call, ${times} urgent alerts; the backlog are ${backlog} ordinary deliveries at ${callMs} ms a call`,
      rows: [row('wake-up', quiet), row('wake-up behind a backlog', behind)],
    };
  });
