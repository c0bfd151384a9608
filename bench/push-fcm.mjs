// How fast push messages go out with durable outcomes to an FCM that answers after 50 ms, beside a bare node:http2 loop with
// the same sessions, and beside firebase-admin.
import { compare } from './support/compare.mjs';
import { concurrency, sessions } from './support/fcm.mjs';
import { withSides } from './support/processes.mjs';
import { mustReach, row } from './support/rows.mjs';

const latency = 50;
const warmUp = 5_000;
const count = 50_000;
const rounds = 5;
const bare = 'node:http2 loop';
const admin = 'firebase-admin sendEach × 4';

/** About two minutes. @throws Error when the endpoint did not see every message exactly once. */
export const bench = () =>
  withSides(async (start) => {
    const endpoint = await start('sides/fcm-endpoint.mjs', { latency });
    const { port, ca, key } = endpoint.ready;
    const whole = { warmUp: { count: warmUp }, run: { count }, rounds };
    const districts = [warmUp, count - warmUp];
    const contestants = {
      engine: {
        side: await start('sides/fcm-engine.mjs', { port, ca, key, districts }),
        warmUp: { count: warmUp, districts: [0] },
        run: { count, districts: [0, 1] },
        rounds,
      },
      [bare]: { side: await start('sides/fcm-bare.mjs', { port, ca }), ...whole },
      [admin]: { side: await start('sides/fcm-admin.mjs', { port, ca }), ...whole },
    };
    const check = async (name, { accepted }, expected) => {
      const { messages, tokens } = await endpoint.ask({});
      if (messages !== expected || tokens !== expected)
        throw new Error(`${name}: ${messages} messages to ${tokens} tokens instead of ${expected}`);
      if (accepted !== undefined && accepted !== expected)
        throw new Error(`${name}: ${accepted} outcomes kept instead of ${expected}`);
    };
    const { engine, ...others } = await compare(contestants, check);
    const beside = (against, atLeast) =>
      mustReach(
        row('push-fcm', engine.perSecond, 'messages/s', {
          ratio: engine.perSecond / others[against].perSecond,
          against,
        }),
        { atLeast },
      );
    return {
      note:
        `${count} messages, ${sessions} sessions, ${concurrency} at a time, the provider answers after ${latency} ms; medians of ` +
        `${rounds} by turns after ${warmUp}; from the issue until every outcome is durable`,
      rows: [
        beside(bare, 0.8),
        beside(admin, 2),
        row('push-fcm cpu', engine.cpu, 'µs/message', {
          ratio: engine.cpu / others[bare].cpu,
          against: bare,
        }),
        mustReach(row('push-fcm memory', engine.rss, 'MB peak'), { atMost: 250 }),
        ...Object.entries(others).flatMap(([name, { perSecond, cpu, rss }]) => [
          row(name, perSecond, 'messages/s'),
          row(`${name} cpu`, cpu, 'µs/message'),
          row(`${name} memory`, rss, 'MB peak'),
        ]),
      ],
    };
  });
