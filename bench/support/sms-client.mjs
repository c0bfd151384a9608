// The bare client of `fanout-sms`: an undici pool and nothing else. The peers send through it too.
import { Pool } from 'undici';
import { accountSid, authToken, concurrency, from, numberOf, path, text } from './sms.mjs';

const headers = {
  authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};
const tail = `&From=${encodeURIComponent(from)}&Body=${encodeURIComponent(text)}&ValidityPeriod=14400`;

/** Answers a function that sends one message and resolves with Twilio's sid. */
export function createSmsClient(port) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: concurrency, pipelining: 1 });
  return async function send(to) {
    const body = `To=${encodeURIComponent(to)}${tail}`;
    const answer = await pool.request({ method: 'POST', path, headers, body });
    const { sid } = JSON.parse(await answer.body.text());
    if (answer.statusCode !== 201 || !sid) throw new Error(`answered ${answer.statusCode}`);
    return sid;
  };
}

/** Calls `send` for numbers 0 to `count`, as many at a time as there are connections. */
export async function sendAll(count, send) {
  let next = 0;
  const loop = async () => {
    while (next < count) await send(numberOf(next++));
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}
