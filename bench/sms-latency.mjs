// SMS through Twilio's SDK when the provider takes 50 ms an answer: the product's channel beside the SDK's own client.
import { compare } from './support/compare.mjs';
import { withSides } from './support/processes.mjs';
import { mustReach, row } from './support/rows.mjs';

const latency = 50;
/** What a town sets where its provider agreed to thousands a second (`channels.sms.rates`). */
const concurrency = 1_000;
const rounds = 5;
const count = 30_000;
/** The stock client is slower, so it gets less to do. */
const stockCount = 2_000;

const stock = 'twilio’s stock client';

/** About a minute. @throws Error when the endpoint did not see every message exactly once. */
export const bench = () =>
  withSides(async (start) => {
    const endpoint = await start('sides/sms-endpoint.mjs', { latency });
    const { port } = endpoint.ready;
    const contestants = {
      channel: {
        side: await start('sides/sms-channel.mjs', { port, concurrency }),
        ...{ warmUp: { count: 5_000 }, run: { count }, rounds },
      },
      [stock]: {
        side: await start('sides/sms-stock.mjs', { port, concurrency }),
        ...{ warmUp: { count: 200 }, run: { count: stockCount }, rounds },
      },
    };
    const { channel, ...others } = await compare(contestants, async (name, _, expected) => {
      const { messages, numbers } = await endpoint.ask({});
      if (messages !== expected || numbers !== expected)
        throw new Error(`${name}: ${messages} messages to ${numbers} numbers instead of ${expected}`);
    });
    const ratio = channel.perSecond / others[stock].perSecond;
    const note =
      `${latency} ms an answer, up to ${concurrency} under way; ${count} messages, the stock client ${stockCount}, ` +
      `medians of ${rounds} by turns`;
    return {
      note,
      rows: [
        mustReach(row('sms at 50 ms', channel.perSecond, 'messages/s', { ratio, against: stock }), {
          atLeast: 15,
        }),
        row('sms at 50 ms cpu', channel.cpu, 'µs/message'),
        row('sms at 50 ms memory', channel.rss, 'MB peak'),
        row(stock, others[stock].perSecond, 'messages/s'),
        row(`${stock} cpu`, others[stock].cpu, 'µs/message'),
      ],
    };
  });
