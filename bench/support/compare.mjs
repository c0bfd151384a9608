// Runs the sides of a comparison by turns, so that what the machine does meanwhile befalls all of them.
import { median } from './statistics.mjs';

/**
 * Warms each contestant (`{side, warmUp, run, rounds}`) up and runs it `rounds` times: A B C A B C … .
 * `check(name, answer, count)` sees every run. Answers per contestant the medians of messages a second, processor µs a
 * message (its own, and its database's where it has one in another process) and event-loop delay (p99 in ms), the longest
 * of these delays in all runs, and its process's peak memory in MB.
 */
export async function compare(contestants, check) {
  const entries = Object.entries(contestants);
  const answers = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (const [name, { side, warmUp }] of entries) await check(name, await side.ask(warmUp), warmUp.count);
  const longest = Math.max(...entries.map(([, { rounds }]) => rounds));
  for (let round = 0; round < longest; round += 1)
    for (const [name, { side, run, rounds }] of entries) {
      if (round >= rounds) continue;
      const answer = await side.ask(run);
      await check(name, answer, run.count);
      answers[name].push(answer);
    }
  return Object.fromEntries(entries.map(([name, { run }]) => [name, summary(answers[name], run.count)]));
}

const summary = (answers, count) => ({
  perSecond: median(answers.map(({ ms }) => (count / ms) * 1000)),
  cpu: median(answers.map(({ cpu }) => cpu / count)),
  databaseCpu:
    answers[0].databaseCpu === undefined ? null : median(answers.map((a) => a.databaseCpu / count)),
  blocked: median(answers.map(({ blockedP99 }) => blockedP99)),
  blockedMost: Math.max(...answers.map(({ blockedMost }) => blockedMost)),
  rss: Math.max(...answers.map(({ rss }) => rss)),
});
