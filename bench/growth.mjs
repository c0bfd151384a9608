// Whether a delivery costs the same in a small alert and in a large one: processor time of the engine at four sizes.
import { withSides } from './support/processes.mjs';
import { mustReach, row } from './support/rows.mjs';
import { median } from './support/statistics.mjs';

const warmUp = 5_000;
/** After so many V8 has compiled what it will compile: what a small alert costs more then is what every alert costs once. */
const thorough = 100_000;
/** The rounds of a size follow one another in one process; the small ones are short, so they have more; a million has one. */
const sizes = [
  { count: 1_000, rounds: 15 },
  { count: 10_000, rounds: 15 },
  { count: 100_000, rounds: 5 },
  { count: 1_000_000, rounds: 1 },
];

/** On a quiet machine a million takes a minute; a busy one gets no wrong figure for want of patience. Milliseconds. */
const patience = 300_000;

const label = (count) => (count < 1_000_000 ? `${count / 1_000} k` : `${count / 1_000_000} M`);

/** About three minutes. @throws Error when a delivery was not handed off exactly once. */
export async function bench() {
  const taken = [];
  for (const { count, rounds } of sizes) taken.push(await takenBy(count, rounds, warmUp));
  for (const { count, rounds } of sizes.slice(1)) taken.push(await takenBy(count, rounds, thorough));
  const paces = taken.map(({ pace }) => pace);
  const all = taken.map((one) => costOf(one, median(paces)));
  const [results, warm] = [all.slice(0, sizes.length), all.slice(sizes.length)];
  const last = taken[sizes.length - 1].runs.at(-1);
  return {
    note:
      `the engine's processor time from the issue to the last outcome, a process for each size, after ${warmUp} (and again after ${thorough}), over a ` +
      `channel inside it that answers in the next turn of the event loop (no HTTP); medians of 5 in a row (10 k and less: of 15), 1 M once; counted in a fixed piece of work that is done meanwhile`,
    rows: [
      ...results.flatMap(({ count, cpu, first }) => [
        row(`growth ${label(count)}`, cpu, 'µs/delivery'),
        ...(count < 1_000_000 ? [row(`growth ${label(count)}, the first round`, first, 'µs/delivery')] : []),
      ]),
      mustReach(spreadOf('growth spread', results.slice(1)), { atMost: 1.2 }),
      ...warm.map(({ count, cpu }) => row(`growth ${label(count)}, after ${thorough}`, cpu, 'µs/delivery')),
      mustReach(spreadOf(`growth spread, after ${thorough}`, warm), { atMost: 1.2 }),
      mustReach(row('growth 1 M memory', last.rss, 'MB peak'), { atMost: 400 }),
      mustReach(row('growth 1 M event-loop delay p99', last.blockedP99, 'ms'), { atMost: 50 }),
      mustReach(row('growth 1 M event-loop delay, longest', last.blockedMost, 'ms'), { atMost: 250 }),
      row('growth 1 M', last.ms / 1000, 's'),
      row('growth, the machine at its slowest', Math.max(...paces) / 1000, 'ms', {
        ratio: Math.max(...paces) / Math.min(...paces),
        against: 'itself at its fastest: a fixed piece of work',
      }),
    ],
  };
}

/** Runs one size; `pace` is what a fixed piece of work took in the same process meanwhile. */
async function takenBy(count, rounds, before) {
  const runs = await roundsOf(count, rounds, before);
  return { count, runs, pace: median(runs.flatMap((run) => run.paces)) };
}

/** Processor µs a delivery, of a machine as fast as it was in the middle of the whole benchmark. */
function costOf({ count, runs, pace }, usual) {
  const costs = runs.map((run) => ((run.cpu / count) * usual) / pace);
  return { count, cpu: median(costs), first: costs[0] };
}

function spreadOf(name, results) {
  const costs = results.map(({ cpu }) => cpu);
  const most = Math.max(...costs);
  return row(name, most, 'µs/delivery', {
    ratio: most / Math.min(...costs),
    against: 'the cheapest of the last three',
  });
}

const roundsOf = (count, rounds, before) =>
  withSides(async (start) => {
    const districts = [before, ...Array(rounds).fill(count)];
    const side = await start('sides/growth-engine.mjs', { districts, patience });
    await side.ask({ district: 0, count: before });
    const runs = [];
    for (let round = 1; round <= rounds; round += 1) runs.push(await side.ask({ district: round, count }));
    return runs;
  });
