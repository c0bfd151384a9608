// pg-boss on PostgreSQL, a job a recipient, each job's output kept: completed one by one as its documentation shows it,
// or by lots through a worker with `perJobResults`.
import { PgBoss } from 'pg-boss';
import { measured, options, serve } from '../support/side.mjs';
import { createSmsClient } from '../support/sms-client.mjs';
import { concurrency, numberOf } from '../support/sms.mjs';
import { startPostgres } from '../support/servers.mjs';

const name = 'sms';
const batchSize = 500;
/** Jobs of one insert. */
const lot = 5_000;

const postgres = await startPostgres();
const boss = new PgBoss({ ...postgres.login, max: 16 });
const post = createSmsClient(options.port);
let onBug = () => undefined;
boss.on('error', (error) => onBug(error));
await boss.start();
await boss.createQueue(name);

const insertAll = async (count) => {
  for (let first = 0; first < count; first += lot) {
    const length = Math.min(lot, count - first);
    await boss.insert(
      name,
      Array.from({ length }, (_, i) => ({ data: { to: numberOf(first + i) } })),
    );
  }
};

/** Two loops, so that one has jobs while the other fetches; each job is completed as soon as it has its output. */
async function oneByOne(count) {
  await insertAll(count);
  const loop = async () => {
    for (;;) {
      const jobs = await boss.fetch(name, { batchSize });
      if (jobs.length === 0) return;
      const lane = async () => {
        for (let job = jobs.pop(); job; job = jobs.pop())
          await boss.complete(name, job.id, { sid: await post(job.data.to) });
      };
      await Promise.all(Array.from({ length: concurrency / 2 }, lane));
    }
  };
  await Promise.all([loop(), loop()]);
}

/** Two workers, so that one lot is completed and the next fetched while the other's is sent. */
async function byLots(count) {
  await insertAll(count);
  let left = count;
  let onDone;
  const done = new Promise((resolve, reject) => {
    onDone = resolve;
    onBug = reject;
  });
  const settings = {
    batchSize,
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    localConcurrency: 2,
  };
  await boss.work(name, settings, async (jobs) => {
    const results = await Promise.all(
      jobs.map(async ({ id, data }) => ({ id, status: 'completed', output: { sid: await post(data.to) } })),
    );
    left -= jobs.length;
    if (left === 0) onDone();
    return results;
  });
  await done;
  // Waits for the lots under way, until they are completed.
  await boss.offWork(name, { wait: true });
}

const fanOut = options.perJobResults ? byLots : oneByOne;

let kept = 0;
async function answer({ count }) {
  const facts = await measured(() => fanOut(count), postgres.cpu);
  const { rows } = await boss
    .getDb()
    .executeSql(`SELECT COUNT(*) AS n FROM pgboss.job WHERE state = 'completed' AND output ->> 'sid' <> ''`);
  const accepted = Number(rows[0].n) - kept;
  kept = Number(rows[0].n);
  return { ...facts, accepted };
}

serve({}, answer, async () => {
  try {
    await boss.stop({ graceful: false });
  } finally {
    await postgres.stop();
  }
});
