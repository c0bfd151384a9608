import { numberOf } from './sms.mjs';

/** Calls `send` for numbers 0 to `count`, at most `concurrency` under way. */
export async function sendMany(count, concurrency, send) {
  let next = 0;
  const loop = async () => {
    while (next < count) await send(numberOf(next++));
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, loop));
}
