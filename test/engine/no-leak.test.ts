import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { recordOutcomes } from '../../src/store/delivery.store.js';
import { migrations } from '../../src/store/migrations/all.js';
import { entities } from '../../src/store/entities/all.js';
import { createStore, type Store } from '../../src/store/store.js';
import { deliveriesOf, issue, issueIn, openTestStore, targetsOf, type TestStore } from '../support/store.js';
import { acceptAll, claimLot, startTestDispatcher, testChannel, waitFor } from './support.js';

let it: TestStore;
beforeEach(async () => {
  it = await openTestStore();
});
afterEach(() => it.close());

/** What was acknowledged and is not there, and what was claimed for sending and never existed. */
interface Leak {
  readonly lost: readonly number[];
  readonly phantoms: readonly number[];
}

/** An issue that rolls back in the middle, beside a flush of outcomes and a claim. */
async function issueRollsBackBesideFlushAndClaim(store: Store): Promise<Leak> {
  const now = Date.now();
  await issue(store, { channel: 'sms', targets: targetsOf(50), now });
  const inFlight = await claimAll(store, now);
  const gate = Promise.withResolvers<void>();
  const issuing = store.write(async (tx) => {
    await issueIn(tx, { channel: 'sms', targets: targetsOf(50, 'phantom'), now });
    gate.resolve();
    for (let i = 0; i < 20; i++) await tx.sql('SELECT 1');
    throw new Error('the issue was refused at its last step');
  });
  const flushing = gate.promise.then(() =>
    store.write((tx) =>
      recordOutcomes(
        tx,
        inFlight.map(({ id, fence }) => ({ id, fence, state: 'accepted' as const, ref: `ref ${id}` })),
        now,
      ),
    ),
  );
  const claiming = gate.promise.then(() => claimAll(store, now));
  const [issued, flushed, claimed] = await Promise.allSettled([issuing, flushing, claiming]);
  expect(issued.status).toBe('rejected');

  const rows = new Map((await deliveriesOf(store)).map((row) => [row.id, row.state]));
  const acknowledged = flushed.status === 'fulfilled' ? [...flushed.value] : [];
  const taken = claimed.status === 'fulfilled' ? claimed.value.map(({ id }) => id) : [];
  return {
    lost: acknowledged.filter((id) => rows.get(id) !== 'accepted'),
    phantoms: taken.filter((id) => !rows.has(id)),
  };
}

const claimAll = (store: Store, now: number) =>
  store.lot((tx) => claimLot(tx, { now, limit: 500, leaseUntil: now + 60_000 }));

test('NoLeak: an issue that rolls back beside a flush and a claim loses nothing and sends nothing', async () => {
  expect(await issueRollsBackBesideFlushAndClaim(it.store)).toEqual({ lost: [], phantoms: [] });
});

test('NoLeak, control: on one shared connection without the queue, acknowledged writes vanish and phantoms are claimed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'todoku-shared-'));
  const source = await new DataSource({
    type: 'better-sqlite3',
    database: join(dir, 'shared.sqlite'),
    entities,
    migrations,
    enableWAL: true,
  }).initialize();
  await source.runMigrations();
  const { lost, phantoms } = await issueRollsBackBesideFlushAndClaim(withoutQueue(source));
  await source.destroy();
  await rm(dir, { recursive: true });
  expect(lost).toHaveLength(50);
  expect(phantoms).toHaveLength(50);
});

/**
 * The store as one would write it without the queue: a transaction for what needs one, and plain queries on the same
 * data source beside it. TypeORM gives them all one connection.
 */
function withoutQueue(source: DataSource): Store {
  const alone = () => createStore('sqlite', source, source);
  return {
    ...alone(),
    write: (work) =>
      source.createQueryRunner().isTransactionActive ? work(alone().read) : alone().write(work),
  };
}

test('NoLeak: a dispatcher beside issues that roll back sends only what was committed', async () => {
  const channel = testChannel('sms', acceptAll);
  const dispatcher = await startTestDispatcher(it.store, [channel]);
  const refused = Array.from({ length: 10 }, (_, i) =>
    it.store
      .write(async (tx) => {
        await issueIn(tx, { channel: 'sms', targets: targetsOf(20, `no${i}-`), now: Date.now() });
        dispatcher.notifier.notify('deliveries', {});
        for (let j = 0; j < 10; j++) await tx.sql('SELECT 1');
        throw new Error('refused');
      })
      .catch(() => undefined),
  );
  await issue(it.store, { channel: 'sms', targets: targetsOf(30, 'yes'), now: Date.now() });
  await Promise.all(refused);
  await waitFor(
    () => deliveriesOf(it.store),
    (rows) => rows.length === 30 && rows.every(({ state }) => state === 'accepted'),
  );
  await dispatcher.stop();
  expect(channel.sent.flatMap(({ order }) => order.members.map(({ target }) => target)).sort()).toEqual(
    targetsOf(30, 'yes').sort(),
  );
});
