import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { migrations } from '../../../src/store/migrations/all.js';
import type { Store } from '../../../src/store/store.js';
import { deliveriesOf, issue, statesOf, targetsOf } from '../../support/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/tested-engine.js';
import { acceptAll, startTestDispatcher, testChannel, waitFor, type TestDispatcher } from '../support.js';

jest.setTimeout(60_000);

/** What a version to come may do beside hubs of this one: columns that may be empty, a table, an index. */
class Expands1900000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deliveries ADD COLUMN heard_by text');
    await runner.query("ALTER TABLE calls ADD COLUMN region text NOT NULL DEFAULT 'jp'");
    await runner.query('CREATE TABLE hearings (id text PRIMARY KEY, delivery_id integer NOT NULL)');
    await runner.query('CREATE INDEX deliveries_heard ON deliveries (heard_by)');
  }

  async down(): Promise<void> {
    throw new Error('not asked for');
  }
}

/** What it may do only when no hub of this version runs any more. */
class Contracts1900000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deliveries RENAME COLUMN fault TO reason');
  }

  async down(): Promise<void> {
    throw new Error('not asked for');
  }
}

const count = 3000;
let database: TestDatabase;
let store: Store;
let hubs: TestDispatcher[];
beforeEach(async () => {
  database = await createTestDatabase();
  store = await database.open();
  hubs = [];
});
afterEach(async () => {
  await Promise.all(hubs.map((hub) => hub.stop()));
  await store.close();
  await database.drop();
});

/** Brings the database to the version to come, as its first hub does at start. */
async function migrateTo(next: new () => MigrationInterface): Promise<void> {
  const all = [...migrations, next];
  const source = await new DataSource({ type: 'postgres', url: database.url, migrations: all }).initialize();
  await source.runMigrations({ transaction: 'all' }).finally(() => source.destroy());
}

/** A fan-out by hubs of this version, in the middle of which one of the next comes. */
async function migrateInTheMiddle(next: new () => MigrationInterface) {
  const channel = testChannel('sms', acceptAll, { callsPerSecond: 1500 });
  hubs.push(await startTestDispatcher(store, [channel]));
  await issue(store, { channel: 'sms', targets: targetsOf(count), now: Date.now() });
  hubs.forEach(({ notifier }) => notifier.notify('deliveries', {}));
  await waitFor(
    () => channel.sent.length,
    (sent) => sent > count / 5,
  );
  await migrateTo(next);
  return channel;
}

describe('a newer hub migrates while hubs of this version send', () => {
  test('they go on: each delivery once, each outcome kept; and one that starts again comes up', async () => {
    const channel = await migrateInTheMiddle(Expands1900000000000);
    expect(channel.sent.length).toBeLessThan(count);
    await waitFor(
      () => statesOf(store),
      ({ accepted }) => accepted === count,
    );
    expect(new Set(channel.sent.map(({ order }) => order.members[0]?.target)).size).toBe(count);
    expect(channel.sent).toHaveLength(count);
    expect((await deliveriesOf(store)).filter(({ fence }) => fence !== 1)).toEqual([]);
    expect(hubs.flatMap(({ bugs }) => bugs)).toEqual([]);

    const again = await database.open();
    hubs.push(await startTestDispatcher(again, [testChannel('push')]));
    await issue(again, { channel: 'push', targets: targetsOf(10, 'after-'), now: Date.now() });
    await waitFor(
      () => statesOf(again),
      ({ accepted }) => accepted === count + 10,
    );
    await hubs.pop()?.stop();
    await again.close();
  });

  test('control: one that takes a column away stops them', async () => {
    await migrateInTheMiddle(Contracts1900000000000);
    await waitFor(
      () => hubs[0]?.bugs.length ?? 0,
      (bugs) => bugs > 0,
    );
    expect((await statesOf(store)).accepted ?? 0).toBeLessThan(count);
  });
});

/** What takes away, or wants what older programs don't give. */
const contracting =
  /\bDROP\s+(TABLE|COLUMN|DEFAULT)\b|\bRENAME\b|\bSET\s+NOT\s+NULL\b|\bALTER\s+(COLUMN\s+)?\w+\s+TYPE\b|\bADD\s+COLUMN\b(?![^;]*\bDEFAULT\b)[^;]*\bNOT\s+NULL\b|\bADD\s+CONSTRAINT\b/i;

/** The statements of a migration, as PostgreSQL gets them. */
async function statementsOf(migration: new () => MigrationInterface): Promise<string[]> {
  const said: string[] = [];
  const runner = {
    connection: { options: { type: 'postgres' } },
    query: async (text: string) => void said.push(text),
  };
  await new migration().up(runner as unknown as QueryRunner);
  return said;
}

describe('migrations only add, so that old and new hubs run side by side', () => {
  test.each(migrations.map((migration) => [migration.name, migration] as const))(
    '%s',
    async (_, migration) => {
      const statements = await statementsOf(migration);
      expect(statements.length).toBeGreaterThan(0);
      expect(statements.filter((text) => contracting.test(text))).toEqual([]);
    },
  );

  test.each([
    'ALTER TABLE deliveries DROP COLUMN fault',
    'ALTER TABLE deliveries RENAME COLUMN fault TO reason',
    'ALTER TABLE deliveries ADD COLUMN heard text NOT NULL',
    'ALTER TABLE deliveries ALTER COLUMN fault SET NOT NULL',
    'DROP TABLE calls',
  ])('control: %s is none that only adds', (text) => {
    expect(contracting.test(text)).toBe(true);
  });
});
