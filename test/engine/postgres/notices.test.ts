import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { ImpatientClient } from '../../../src/store/impatient-client.js';
import { openPostgresNotices, type PostgresNotices } from '../../../src/store/postgres-notices.js';
import { startTestPostgres, type TestPostgres } from '../../support/postgres.js';
import { waitFor } from '../support.js';

jest.setTimeout(60_000);

let server: TestPostgres;
const lines: PostgresNotices[] = [];
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterEach(() => Promise.all(lines.splice(0).map((line) => line.close())));
afterAll(() => server?.close());

/** A process on the database, and how often it was woken and told that its line is down. */
function join(origin: string) {
  const heard = { times: 0, down: 0 };
  const line = openPostgresNotices({
    url: server.url,
    origin,
    hear: () => heard.times++,
    onDown: () => heard.down++,
  });
  lines.push(line);
  return Object.assign(heard, { send: line.send });
}

/** How many lines listen, by the server's own word. */
async function listening(): Promise<number> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(
    `SELECT COUNT(*)::int AS n FROM pg_stat_activity WHERE application_name = 'todoku notices' AND query LIKE 'LISTEN%'`,
  );
  await client.end();
  return rows[0]?.n ?? 0;
}
const ready = (n: number) => waitFor(listening, (seen) => seen === n);

test('what one process announces wakes all others, once, and never itself', async () => {
  const [a, b, c] = [join('a'), join('b'), join('c')];
  await ready(3);
  a.send();
  await waitFor(
    () => [b.times, c.times],
    (seen) => seen.join() === '1,1',
  );
  // Its own notice came on the same line, before b's.
  b.send();
  await waitFor(
    () => [a.times, c.times],
    (seen) => seen.join() === '1,2',
  );
  expect(b.times).toBe(1);
});

test('a thousand announcements at once go in few words, and the last is not lost', async () => {
  const [a, b] = [join('a'), join('b')];
  await ready(2);
  for (let i = 0; i < 1000; i++) a.send();
  await waitFor(
    () => b.times,
    (seen) => seen > 0,
  );
  expect(b.times).toBeLessThan(10);
});

test('a server that crashed and is back: lines come back by themselves, and look once at what they missed', async () => {
  const [a, b] = [join('a'), join('b')];
  await ready(2);
  await server.crash();
  await waitFor(
    () => [a.down, b.down],
    (seen) => seen.join() === '1,1',
  );
  a.send();
  await server.restart();
  await waitFor(
    () => b.times,
    (seen) => seen > 0,
  );
  await ready(2);
  const before = b.times;
  a.send();
  await waitFor(
    () => b.times,
    (seen) => seen > before,
  );
  expect([a.down, b.down]).toEqual([1, 1]);
});

describe('a server that says nothing', () => {
  /** The only connection of a pool asks something that is never answered; then somebody else asks. */
  async function afterSilence(Client: typeof pg.Client) {
    const pool = new pg.Pool({ connectionString: server.url, max: 1, query_timeout: 300, Client });
    pool.on('error', () => undefined);
    const client = await pool.connect();
    const silent = await client.query('SELECT pg_sleep(4)').catch((error: Error) => error.message);
    // As TypeORM gives it back: without a word about what happened.
    client.release();
    const next = await pool.query('SELECT 1').then(
      () => 'answered',
      (error: Error) => error.message,
    );
    await pool.end();
    return [silent, next];
  }

  test('loses its connection, and the next one asks on another', async () => {
    expect(await afterSilence(ImpatientClient)).toEqual(['Query read timeout', 'answered']);
  });

  test('control: the driver hands the silent connection on', async () => {
    expect(await afterSilence(pg.Client)).toEqual(['Query read timeout', 'Query read timeout']);
  });
});
