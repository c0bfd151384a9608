// How soon an approved alert starts to leave: in a quiet hub, and past a backlog of ordinary messages; and that the
// backlog goes out nevertheless.
import { withSides } from './support/processes.mjs';
import { mustReach, row } from './support/rows.mjs';
import { percentile } from './support/statistics.mjs';

const backlog = 100_000;
const urgent = 10_000;
/** Urgent alerts to one address, one after the other at random moments. */
const trials = 100;
const fans = 3;
/** A provider that takes few calls a second, as the product is shipped for SMS; and one that takes many. */
const slow = { callsPerSecond: 100, callMs: 100 };
const fast = { callsPerSecond: 2_000, callMs: 25 };

const firstWithin = { atMost: 2_000 };

/** About two minutes. @throws Error when a delivery was lost or doubled, or when there was less backlog than said. */
export async function bench() {
  const few = await behindSlow();
  const many = await behindFast();
  const late = many.fans.map(({ lastMs }) => lastMs);
  const { callsPerSecond } = fast;
  const waits = ({ waits }) => percentile(waits, 0.99);
  const rate = (calls, ms) => (calls / ms) * 1000;
  return {
    note:
      `commit to call, ${trials} urgent alerts to one address, then ${fans} to ${urgent}, behind at least ${backlog} ordinary ` +
      `deliveries; providers that take ${slow.callsPerSecond} and ${callsPerSecond} calls a second`,
    rows: [
      row('wake-up, quiet hub', waits(few.quiet), 'ms p99'),
      mustReach(row(`preempt first, ${slow.callsPerSecond}/s`, waits(few.behind), 'ms p99'), firstWithin),
      mustReach(row(`preempt first, ${callsPerSecond}/s`, waits(many.first), 'ms p99'), firstWithin),
      mustReach(
        row(`preempt last of ${urgent}`, Math.max(...late), `ms, worst of ${fans}`, {
          ratio: Math.max(...late) / ((urgent / callsPerSecond) * 1000),
          against: "the provider's rate",
        }),
        { atMost: 1.1 },
      ),
      row(
        'backlog meanwhile',
        Math.min(...many.fans.map((fan) => rate(fan.backlogCalls, fan.lastMs))),
        'calls/s',
      ),
      mustReach(
        row('backlog drained', rate(many.drained.calls, many.drained.ms), 'calls/s', {
          ratio: rate(many.drained.calls, many.drained.ms) / callsPerSecond,
          against: "the provider's rate",
        }),
        { atLeast: 0.9 },
      ),
    ],
  };
}

const behindSlow = () =>
  withSides(async (start) => {
    const side = await start('sides/preempt-engine.mjs', { ...slow, urgent: 1, backlog: backlog + 10_000 });
    await side.ask({ what: 'first', trials: 5, every: 20 });
    const quiet = await side.ask({ what: 'first', trials: 50, every: 40 });
    await side.ask({ what: 'backlog' });
    return { quiet, behind: await side.ask({ what: 'first', trials, every: 200, behind: backlog }) };
  });

const behindFast = () =>
  withSides(async (start) => {
    const side = await start('sides/preempt-engine.mjs', { ...fast, urgent, backlog: backlog + 40_000 });
    await side.ask({ what: 'first', trials: 5, every: 20 });
    await side.ask({ what: 'backlog' });
    const first = await side.ask({ what: 'first', trials, every: 50, behind: backlog });
    const results = [];
    for (let i = 0; i < fans; i += 1) results.push(await side.ask({ what: 'fan', behind: backlog }));
    return { first, fans: results, drained: await side.ask({ what: 'drain' }) };
  });
