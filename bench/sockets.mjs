// How soon 2,000 consoles have one progress event of the product's gateway, beside a bare socket.io server.
import { setTimeout as sleep } from 'node:timers/promises';
import { withSides } from './support/processes.mjs';
import { mustReach, row } from './support/rows.mjs';
import { median, percentile } from './support/statistics.mjs';

const clients = 2_000;
const warmUp = 5;
const rounds = 5;
const events = 10;
const bare = 'bare socket.io';

/** About a minute. @throws Error when a client misses an event or hears another. */
export const bench = () =>
  withSides(async (start) => {
    const hub = await contestant(start, 'sides/sockets-hub.mjs', {});
    const { event } = await fire(hub);
    const other = await contestant(start, 'sides/sockets-bare.mjs', { event });
    for (const side of [hub, other]) await series(side, warmUp);
    const runs = { hub: [], other: [] };
    for (let round = 0; round < rounds; round += 1) {
      runs.hub.push(await series(hub, events));
      runs.other.push(await series(other, events));
    }
    const [ours, theirs] = [summary(runs.hub), summary(runs.other)];
    const of = (key) => ({ ratio: ours[key] / theirs[key], against: bare });
    return {
      note:
        `${clients} clients each, one progress event of ${JSON.stringify(event).length} bytes to all, medians of ${rounds} × ${events} ` +
        `by turns after ${warmUp}, both 250 ms after they were asked; from the time stamped into the event, before the hub reads its counts, until the last client has it`,
      rows: [
        mustReach(
          row('sockets', clients / ours.last, 'clients/ms', {
            ratio: theirs.last / ours.last,
            against: bare,
          }),
          { atLeast: 0.8 },
        ),
        row('sockets last client', ours.last, 'ms', of('last')),
        mustReach(row('sockets last client p99', ours.p99, 'ms'), { atMost: 1000 }),
        row('sockets cpu', ours.cpu, 'µs/client', of('cpu')),
        row('sockets memory', hub.rss(), 'MB peak', { ratio: hub.rss() / other.rss(), against: bare }),
        row(bare, theirs.last, 'ms'),
        row(`${bare} p99`, theirs.p99, 'ms'),
        row(`${bare} cpu`, theirs.cpu, 'µs/client'),
      ],
    };
  });

/** A server and its clients, each a process. */
async function contestant(start, file, options) {
  const server = await start(file, options);
  const audience = await start('sides/sockets-clients.mjs', { clients, ...server.ready });
  let rss = 0;
  return {
    audience,
    async usage() {
      const usage = await server.ask({ what: 'usage' });
      rss = usage.rss;
      return usage;
    },
    emit: () => server.ask({ what: 'emit' }),
    rss: () => rss,
  };
}

/** One event: the time until each client had it. */
async function fire({ audience, emit }) {
  const heard = audience.ask({});
  const [answer] = await Promise.all([heard, emit()]);
  return answer;
}

async function series(side, count) {
  const lasts = [];
  const before = await side.usage();
  for (let i = 0; i < count; i += 1) {
    lasts.push((await fire(side)).lastMs);
    await sleep(50);
  }
  const after = await side.usage();
  return { lasts, cpu: (after.cpu - before.cpu) / (count * clients) };
}

const summary = (runs) => {
  const lasts = runs.flatMap((run) => run.lasts);
  return {
    last: median(runs.map((run) => median(run.lasts))),
    p99: percentile(lasts, 0.99),
    cpu: median(runs.map(({ cpu }) => cpu)),
  };
};
