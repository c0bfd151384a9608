// The other side of `fanout-sms`: a bare undici loop with the same bodies, endpoint and connections. Nothing is stored.
import { Pool } from 'undici';
import { measured, options, serve } from '../support/side.mjs';
import { accountSid, authToken, concurrency, from, numberOf, path, text } from '../support/sms.mjs';

const pool = new Pool(`http://127.0.0.1:${options.port}`, { connections: concurrency, pipelining: 1 });
const headers = {
  authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};
const tail = `&From=${encodeURIComponent(from)}&Body=${encodeURIComponent(text)}&ValidityPeriod=14400`;

async function fanOut(count) {
  let next = 0;
  const loop = async () => {
    while (next < count) {
      const body = `To=${encodeURIComponent(numberOf(next++))}${tail}`;
      const answer = await pool.request({ method: 'POST', path, headers, body });
      const { sid } = JSON.parse(await answer.body.text());
      if (answer.statusCode !== 201 || !sid) throw new Error(`answered ${answer.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return {};
}

serve({}, ({ count }) => measured(() => fanOut(count)));
