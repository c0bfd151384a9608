import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { io } from 'socket.io-client';
import type { Hub } from '../../../src/hub.js';
import { openPostgres } from '../../../src/store/open-postgres.js';
import type { ChangedShape } from '../../../src/wire/progress.js';
import * as step from '../../acceptance/steps.js';
import { postgresAudit } from '../../support/audit-postgres.js';
import { until } from '../../support/hub.js';
import { startTestPostgres, type TestPostgres } from '../../support/postgres.js';
import { issue, statesOf, targetsOf } from '../../support/store.js';
import { acceptAll, startTestDispatcher, testChannel, waitFor } from '../support.js';
import { openOffice, type Office } from './hubs.js';

jest.setTimeout(90_000);

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.close());

describe('PostgreSQL killed and restarted in the middle of a fan-out', () => {
  const count = 1500;

  /** Two dispatchers; the server goes when a third is sent. What the far end saw, against what the tables say. */
  async function crashInTheMiddle(name: string, before: (store: { url: string }) => Promise<void>) {
    const url = await server.create(name);
    const stores = [
      await openPostgres(url, 'drill', 'hatoyama'),
      await openPostgres(url, 'drill', 'hatoyama'),
    ];
    const [first] = stores;
    if (!first) throw new Error('a store');
    const audit = postgresAudit(() => url);
    await audit.install();
    await before({ url });
    const effects = new Map<string, number>();
    const channels = stores.map(() =>
      testChannel(
        'sms',
        async (order) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          for (const { target } of order.members) effects.set(target, (effects.get(target) ?? 0) + 1);
          return acceptAll(order);
        },
        { callsPerSecond: 600, concurrency: 20 },
      ),
    );
    await issue(first, { channel: 'sms', targets: targetsOf(count), now: Date.now() });
    let passed = 0;
    const clock = { now: () => Date.now() + passed };
    const dispatchers = await Promise.all(
      stores.map((store, i) =>
        startTestDispatcher(store, channels.slice(i, i + 1), { clock, random: () => 0 }),
      ),
    );
    await waitFor(
      () => effects.size,
      (n) => n > count / 3,
    );
    await server.crash();
    await server.restart();
    // What was heard meanwhile is written down; then the leases of claims end whose answer the server kept to itself.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    passed = 60_000;
    // By themselves: nobody restarts them.
    const states = await waitFor(
      () => statesOf(first).catch(() => ({})),
      (seen) => (seen as { accepted?: number }).accepted === count,
      45_000,
    );
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
    await Promise.all(stores.map((store) => store.close()));
    const { deliveries } = await audit.read();
    await server.drop(name);
    return {
      states,
      lost: deliveries.filter(({ target }) => !effects.has(target)).length,
      twiceRecorded: deliveries.filter(({ successes }) => successes > 1).length,
      /** Sent again without a moment at which the hub knew that it did not know. */
      unknowing: deliveries.filter(({ target, unsures }) => (effects.get(target) ?? 0) > 1 + unsures).length,
    };
  }

  test('loses nothing, records no second success, and goes on by itself', async () => {
    expect(await crashInTheMiddle('crash', async () => undefined)).toEqual({
      states: { accepted: count },
      lost: 0,
      twiceRecorded: 0,
      unknowing: 0,
    });
  });

  test('control: with commits answered before they are on a disk, calls are made twice without knowing', async () => {
    const { unknowing } = await crashInTheMiddle('early', async ({ url }) => {
      const store = await openPostgres(url, 'drill', 'hatoyama');
      await store.close();
      await early(server, 'on');
    });
    await early(server, 'off');
    expect(unknowing).toBeGreaterThan(0);
  });
});

/** Has the whole server answer commits early, or no more; the hub's own look at it is at its start. */
async function early(at: TestPostgres, is: 'on' | 'off'): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: at.url });
  await client.connect();
  await client.query(
    is === 'on' ? "ALTER SYSTEM SET synchronous_commit = 'off'" : 'ALTER SYSTEM RESET synchronous_commit',
  );
  if (is === 'on') await client.query("ALTER SYSTEM SET wal_writer_delay = '10s'");
  else await client.query('ALTER SYSTEM RESET wal_writer_delay');
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}

describe('a hub whose database is away', () => {
  let office: Office;
  let hub: Hub;
  beforeAll(async () => {
    office = await openOffice(await server.create('away'));
    const [only] = await office.start(['api', 'dispatch']);
    if (!only) throw new Error('a hub was started');
    hub = only;
  }, 60_000);
  afterAll(() => office?.close());

  test('says so at once, keeps its sockets, and goes on without a restart', async () => {
    const { duty, chief } = await office.signIn(hub.url);
    const waiting = await step.submitted(duty, step.order(['ohashi']));
    const socket = io(`${hub.url}/console`, {
      transports: ['websocket'],
      extraHeaders: { cookie: duty.cookie },
    });
    const changed: ChangedShape[] = [];
    let cut = 0;
    socket.on('changed', (event) => changed.push(event)).on('disconnect', () => cut++);
    await new Promise((resolve) => socket.on('hello', resolve));

    await server.crash();
    const started = performance.now();
    const answer = await step.approve(chief, waiting);
    const list = await duty.get('/api/v1/alerts');
    const [live, ready] = await Promise.all(
      ['live', 'ready'].map((what) => fetch(`${hub.url}/health/${what}`)),
    );
    // No request waits for longer than the database is waited for.
    expect(performance.now() - started).toBeLessThan(30_000);
    expect([answer.status, answer.body.code]).toEqual([503, 'storage.unavailable']);
    expect([list.status, list.body.code]).toEqual([503, 'storage.unavailable']);
    expect([live?.status, ready?.status]).toEqual([200, 503]);
    expect(ready?.headers.get('content-type')).toContain('application/problem+json');

    await server.restart();
    await until(async () => ((await fetch(`${hub.url}/health/ready`)).ok ? true : null));
    changed.splice(0);
    const issued = step.good(await step.approve(chief, waiting));
    await step.settled(duty, issued.id);
    await until(async () => (changed.some(({ topics }) => topics.includes('log')) ? true : null));
    expect(cut).toBe(0);
    socket.close();
  });
});
