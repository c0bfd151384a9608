// How fast SMS go out with durable outcomes, beside a bare undici loop and beside Twilio's SDK alone.
import { compare, rowsOf } from './support/compare.mjs';
import { withSides } from './support/processes.mjs';
import { concurrency } from './support/sms.mjs';

const warmUp = 5_000;
const count = 20_000;
const rounds = 5;

/** About half a minute. @throws Error when the endpoint did not see every message exactly once. */
export const bench = () =>
  withSides(async (start) => {
    const endpoint = await start('sms-endpoint.mjs', {});
    const { port } = endpoint.ready;
    const sides = {
      engine: await start('sms-engine.mjs', { port, districts: [warmUp, count - warmUp] }),
      bare: await start('sms-bare.mjs', { port }),
      sdk: await start('sms-sdk.mjs', { port }),
    };
    const check = async (name, _answer, expected) => {
      const { messages, numbers } = await endpoint.ask({});
      if (messages !== expected || numbers !== expected)
        throw new Error(`${name}: ${messages} messages to ${numbers} numbers instead of ${expected}`);
    };
    const { engine, bare, sdk } = await compare(sides, {
      warmUp: { count: warmUp, districts: 1 },
      run: { count, districts: 2 },
      rounds,
      check,
    });
    return {
      note: `${count} messages, ${concurrency} connections, medians of ${rounds} by turns after ${warmUp}; the limiter is set above what is reached`,
      rows: [
        ...rowsOf('fanout-sms', engine, bare, 'undici Pool.request'),
        ...rowsOf('twilio sdk alone', sdk, bare, 'undici Pool.request'),
        ...rowsOf('undici Pool.request', bare),
      ],
    };
  });
