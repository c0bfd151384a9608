// How fast SMS go out with durable outcomes, beside a bare undici loop, Twilio's SDK alone, and what others would use.
import { compare } from './support/compare.mjs';
import { installedPeers, peers } from './support/peers.mjs';
import { withSides } from './support/processes.mjs';
import { mustReach, notMeasured, row } from './support/rows.mjs';
import { concurrency } from './support/sms.mjs';

const warmUp = 5_000;
const count = 100_000;
const rounds = 5;
/** The peers are slower, so they get less to do. */
const peerCount = 20_000;
const peerRounds = 5;

const bare = 'undici Pool.request';

/** About three minutes. @throws Error when the endpoint did not see every message exactly once. */
export const bench = () =>
  withSides(async (start) => {
    const endpoint = await start('sides/sms-endpoint.mjs', {});
    const { port } = endpoint.ready;
    const whole = { warmUp: { count: warmUp }, run: { count }, rounds };
    const contestants = {
      engine: {
        side: await start('sides/sms-engine.mjs', { port, districts: [warmUp, count - warmUp] }),
        warmUp: { count: warmUp, districts: [0] },
        run: { count, districts: [0, 1] },
        rounds,
      },
      [bare]: { side: await start('sides/sms-bare.mjs', { port }), ...whole },
      'twilio sdk alone': { side: await start('sides/sms-sdk.mjs', { port }), ...whole },
    };
    const { sides, missing } = await installedPeers(start, { port });
    for (const [name, side] of Object.entries(sides))
      contestants[name] = {
        side,
        warmUp: { count: warmUp },
        run: { count: peerCount },
        rounds: peerRounds,
      };
    const check = async (name, { accepted }, expected) => {
      const { messages, numbers } = await endpoint.ask({});
      if (messages !== expected || numbers !== expected)
        throw new Error(`${name}: ${messages} messages to ${numbers} numbers instead of ${expected}`);
      if (accepted !== undefined && accepted !== expected)
        throw new Error(`${name}: ${accepted} outcomes kept instead of ${expected}`);
    };
    const results = await compare(contestants, check);
    return { note: noteOf(), rows: rowsOf(results, missing) };
  });

const noteOf = () =>
  `${count} messages, ${concurrency} connections, medians of ${rounds} by turns after ${warmUp}; peers ${peerCount}, ` +
  `medians of ${peerRounds}; from the issue until every outcome is durable; the limiter is set above what is reached`;

function rowsOf({ engine, ...others }, missing) {
  const beside = (against, target) =>
    mustReach(
      row('fanout-sms', engine.perSecond, 'messages/s', {
        ratio: engine.perSecond / others[against].perSecond,
        against,
      }),
      target,
    );
  const measured = Object.entries(peers).filter(([name]) => name in others);
  return [
    beside(bare, { atLeast: 0.55, aim: 0.65 }),
    ...measured.map(([name, { atLeast }]) => beside(name, { atLeast })),
    row('fanout-sms cpu', engine.cpu, 'µs/message', { ratio: engine.cpu / others[bare].cpu, against: bare }),
    row('fanout-sms memory', engine.rss, 'MB peak'),
    mustReach(row('fanout-sms event-loop delay p99', engine.blocked, 'ms'), { atMost: 50 }),
    mustReach(row('fanout-sms event-loop delay, longest', engine.blockedMost, 'ms'), { atMost: 250 }),
    ...Object.entries(others).flatMap(([name, side]) => rowsOfOther(name, side)),
    ...Object.entries(missing).map(([name, why]) => notMeasured(name, why)),
  ];
}

const rowsOfOther = (name, { perSecond, cpu, databaseCpu, rss }) => [
  row(name, perSecond, 'messages/s'),
  row(`${name} cpu`, cpu, 'µs/message'),
  ...(databaseCpu === null ? [] : [row(`${name} cpu of its database`, databaseCpu, 'µs/message')]),
  row(`${name} memory`, rss, 'MB peak'),
];
