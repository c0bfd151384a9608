// How fast SMS go out on one PostgreSQL by one, two and four processes, and whether any delivery is claimed twice.
import { withSides } from './support/processes.mjs';
import { mustReach, row } from './support/rows.mjs';
import { startPostgres } from './support/servers.mjs';
import { median } from './support/statistics.mjs';

const warmUp = 5_000;
const count = 100_000;
const rounds = 5;
const settings = [1, 2, 4];
const bare = 'undici Pool.request';

/** About ten minutes. @throws Error when the endpoint did not see every message exactly once, or a row was claimed again. */
export const bench = async () => {
  const postgres = await startPostgres();
  try {
    return await withSides(async (start) => {
      const endpoint = await start('sides/sms-endpoint.mjs', {});
      const { port } = endpoint.ready;
      const contestants = [
        { name: bare, ...(await bareLoop(start, port)) },
        ...(await inTurn(settings, (processes) => hubs(start, { postgres, port, processes }))),
      ];
      const check = async (name, expected) => {
        const { messages, numbers } = await endpoint.ask({});
        if (messages !== expected || numbers !== expected)
          throw new Error(`${name}: ${messages} messages to ${numbers} numbers instead of ${expected}`);
      };
      for (const { name, warm } of contestants) {
        await warm();
        await check(name, warmUp);
      }
      const answers = new Map(contestants.map(({ name }) => [name, []]));
      for (let round = 0; round < rounds; round += 1)
        for (const { name, run } of contestants) {
          answers.get(name).push(await run());
          await check(name, count);
        }
      return { note: noteOf(), rows: rowsOf(answers) };
    });
  } finally {
    await postgres.stop();
  }
};

async function inTurn(values, work) {
  const results = [];
  for (const [index, value] of values.entries()) results.push(await work(value, index));
  return results;
}

async function bareLoop(start, port) {
  const side = await start('sides/sms-bare.mjs', { port });
  return { warm: () => side.ask({ count: warmUp }), run: () => side.ask({ count }) };
}

/** So many processes on a database of their own; the first issues, all send. */
async function hubs(start, { postgres, port, processes }) {
  const name = processes === 1 ? '1 process' : `${processes} processes`;
  const url = await postgres.create(`bench${processes}`);
  const sides = await inTurn(Array.from({ length: processes }), (_, number) =>
    start('sides/sms-engine-pg.mjs', {
      ...{ port, url, patience: 600_000 },
      districts: number === 0 ? [warmUp, count - warmUp] : [],
    }),
  );
  const [first, ...others] = sides;
  const fanOut = async (districts) => {
    const database = postgres.cpu();
    for (const other of others) await other.ask({ what: 'begin' });
    const answer = await first.ask({ what: 'issue', districts });
    const parts = await Promise.all(others.map((other) => other.ask({ what: 'end' })));
    const cpu = parts.reduce((sum, part) => sum + part.cpu, answer.cpu);
    return { ...answer, cpu, databaseCpu: postgres.cpu() - database };
  };
  return { name, warm: () => fanOut([0]), run: () => fanOut([0, 1]) };
}

const noteOf = () =>
  `${count} messages, medians of ${rounds} by turns after ${warmUp}; PostgreSQL as shipped, on the same machine as the ` +
  'processes and the endpoint; from the issue until every outcome is durable; 0 deliveries claimed twice (else it fails)';

function rowsOf(answers) {
  const middle = (name, of) => median(answers.get(name).map(of));
  const perSecond = (name) => middle(name, ({ ms }) => (count / ms) * 1000);
  const names = [...answers.keys()].filter((name) => name !== bare);
  const alone = perSecond(names[0]);
  return [
    ...names.flatMap((name) => [
      row(`fanout-pg ${name}`, perSecond(name), 'messages/s', {
        ratio: perSecond(name) / perSecond(bare),
        against: bare,
      }),
      ...(name === names[0]
        ? []
        : [
            row(
              `fanout-pg ${name}: efficiency`,
              perSecond(name),
              'messages/s',
              against(perSecond(name), alone, name),
            ),
          ]),
      row(
        `fanout-pg ${name}: cpu`,
        middle(name, ({ cpu }) => cpu / count),
        'µs/message',
      ),
      row(
        `fanout-pg ${name}: cpu of PostgreSQL`,
        middle(name, (one) => one.databaseCpu / count),
        'µs/message',
      ),
      mustReach(
        row(`fanout-pg ${name}: claimed twice`, Math.max(...answers.get(name).map((one) => one.again)), ''),
        {
          atMost: 0,
        },
      ),
    ]),
    row(bare, perSecond(bare), 'messages/s'),
    row(
      `${bare} cpu`,
      middle(bare, ({ cpu }) => cpu / count),
      'µs/message',
    ),
  ];
}

/** What each process of several still does of what one alone does. */
const against = (ours, alone, name) => {
  const processes = Number.parseInt(name, 10);
  return { ratio: ours / alone / processes, against: `${processes} times one process` };
};
