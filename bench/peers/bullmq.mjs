// BullMQ on Redis, a job a recipient: what it keeps of a completed job is the provider's id.
import { Queue, Worker } from 'bullmq';
import { measured, options, serve } from '../support/side.mjs';
import { createSmsClient } from '../support/sms-client.mjs';
import { concurrency, numberOf } from '../support/sms.mjs';
import { startRedis } from '../support/servers.mjs';

const lot = 1_000;
const redis = await startRedis(options.fsync);
const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
const post = createSmsClient(options.port);
const queue = new Queue('sms', { connection });
let onCompleted = () => undefined;
let onFailed = () => undefined;
const worker = new Worker('sms', ({ data }) => post(data.to), {
  connection,
  concurrency,
});
worker.on('completed', () => onCompleted());
worker.on('failed', (_job, error) => onFailed(error));
worker.on('error', (error) => onFailed(error));
await worker.waitUntilReady();

/** Adds the jobs in lots while the worker is at them already. */
async function fanOut(count) {
  let left = count;
  const done = new Promise((resolve, reject) => {
    onCompleted = () => (left -= 1) === 0 && resolve();
    onFailed = reject;
  });
  for (let first = 0; first < count; first += lot) {
    const length = Math.min(lot, count - first);
    await queue.addBulk(
      Array.from({ length }, (_, i) => ({ name: 'sms', data: { to: numberOf(first + i) } })),
    );
  }
  await done;
}

let kept = 0;
async function answer({ count }) {
  const facts = await measured(() => fanOut(count), redis.cpu);
  const completed = await queue.getCompletedCount();
  const accepted = completed - kept;
  kept = completed;
  return { ...facts, accepted };
}

serve({}, answer, async () => {
  try {
    // Without waiting for jobs under way: Redis must end with this process, whatever became of a run.
    await worker.close(true);
    await queue.close();
  } finally {
    await redis.stop();
  }
});
