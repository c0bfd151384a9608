// How fast notifications to browsers go out with durable outcomes, encrypted for each, beside web-push's own loop.
import { createP256Key, p256PublicKey } from '../dist/platform/p256.js';
import { concurrency } from './support/browsers.mjs';
import { compare } from './support/compare.mjs';
import { withSides } from './support/processes.mjs';
import { mustReach, row } from './support/rows.mjs';

const warmUp = 2_000;
const count = 30_000;
const rounds = 5;
/** It is slower, so it gets less to do. */
const libraryCount = 5_000;
const library = 'web-push sendNotification';

/** About two minutes. @throws Error when the endpoint did not see every message once, signed, and under its own salt. */
export const bench = () =>
  withSides(async (start) => {
    const endpoint = await start('sides/web-push-endpoint.mjs', {});
    const { port, ca } = endpoint.ready;
    const privateKey = createP256Key();
    const key = {
      port,
      ca,
      privateKey,
      publicKey: p256PublicKey(privateKey),
      subject: 'mailto:a@example.jp',
    };
    const districts = [warmUp, count - warmUp];
    const contestants = {
      engine: {
        side: await start('sides/web-push-engine.mjs', { ...key, districts }),
        warmUp: { count: warmUp, districts: [0] },
        run: { count, districts: [0, 1] },
        rounds,
      },
      [library]: {
        side: await start('sides/web-push-library.mjs', key),
        warmUp: { count: warmUp },
        run: { count: libraryCount },
        rounds,
      },
    };
    const check = async (name, { accepted }, expected) => {
      const { messages, unsigned, endpoints, salts } = await endpoint.ask({});
      if (messages !== expected || endpoints !== expected || salts !== expected || unsigned > 0)
        throw new Error(
          `${name}: ${messages} messages to ${endpoints} browsers under ${salts} salts, ${unsigned} unsigned, instead of ${expected}`,
        );
      if (accepted !== undefined && accepted !== expected)
        throw new Error(`${name}: ${accepted} outcomes kept instead of ${expected}`);
    };
    const { engine, [library]: theirs } = await compare(contestants, check);
    return {
      note:
        `${count} messages over TLS, ${concurrency} at a time, medians of ${rounds} by turns after ${warmUp}; web-push ` +
        `${libraryCount}; from the issue until every outcome is durable`,
      rows: [
        mustReach(
          row('web-push', engine.perSecond, 'messages/s', {
            ratio: engine.perSecond / theirs.perSecond,
            against: library,
          }),
          { atLeast: 5 },
        ),
        row('web-push cpu', engine.cpu, 'µs/message', { ratio: engine.cpu / theirs.cpu, against: library }),
        row('web-push memory', engine.rss, 'MB peak'),
        mustReach(row('web-push event-loop delay p99', engine.blocked, 'ms'), { atMost: 50 }),
        row(library, theirs.perSecond, 'messages/s'),
        row(`${library} cpu`, theirs.cpu, 'µs/message'),
        row(`${library} memory`, theirs.rss, 'MB peak'),
      ],
    };
  });
