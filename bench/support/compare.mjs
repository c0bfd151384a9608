// Runs the sides of a comparison by turns, so that what the machine does meanwhile befalls all of them.
import { median } from './statistics.mjs';

/**
 * Warms each side up and runs it `rounds` times: A B C A B C … . `check(name, answer, count)` sees every run.
 * Answers per side the medians of messages a second, processor µs a message and event-loop delay (p99, ms), and its
 * process's peak memory in MB.
 */
export async function compare(sides, { warmUp, run, rounds, check }) {
  const runs = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (const [name, side] of Object.entries(sides)) await check(name, await side.ask(warmUp), warmUp.count);
  for (let round = 0; round < rounds; round += 1)
    for (const [name, side] of Object.entries(sides)) {
      const answer = await side.ask(run);
      await check(name, answer, run.count);
      runs[name].push(answer);
    }
  return Object.fromEntries(
    Object.entries(runs).map(([name, answers]) => [name, summary(answers, run.count)]),
  );
}

const summary = (answers, count) => ({
  perSecond: median(answers.map(({ ms }) => (count / ms) * 1000)),
  cpu: median(answers.map(({ cpu }) => cpu / count)),
  blocked: median(answers.map(({ blockedP99 }) => blockedP99)),
  rss: Math.max(...answers.map(({ rss }) => rss)),
});

/** The four rows of one side, against another where there is one. */
export function rowsOf(name, side, other, against) {
  const row = (suffix, key, unit) => ({
    name: `${name}${suffix}`,
    value: side[key],
    unit,
    ratio: other ? side[key] / other[key] : null,
    against: other ? against : null,
  });
  return [
    row('', 'perSecond', 'messages/s'),
    row(' cpu', 'cpu', 'µs/message'),
    row(' memory', 'rss', 'MB peak'),
    { ...row(' event-loop delay p99', 'blocked', 'ms'), ratio: null, against: null },
  ];
}
