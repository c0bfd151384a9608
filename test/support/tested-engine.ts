import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openPostgres } from '../../src/store/open-postgres.js';
import type { Engine } from '../../src/store/dialect.js';
import type { Store } from '../../src/store/store.js';

/** The engine that a Jest project runs the engine tests on (jest.config.mjs). */
export const testedEngine = (): Engine =>
  (globalThis as { testedEngine?: Engine }).testedEngine === 'postgres' ? 'postgres' : 'sqlite';

const template = 'todoku_template';

export interface TestDatabase {
  readonly url: string;
  /** Opens it once more: another process's view, or the same after a restart. */
  open(): Promise<Store>;
  drop(): Promise<void>;
}

/** A database of its own in the project's PostgreSQL, copied from the template, or without a table. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const base = process.env['TODOKU_TEST_POSTGRES'];
  if (base === undefined) throw new Error('the project has started no PostgreSQL');
  const name = `t${randomBytes(6).toString('hex')}`;
  const admin = (work: (client: pg.Client) => Promise<unknown>) => asAdmin(`${base}postgres`, work);
  await admin(async (client) => {
    if (empty) return client.query(`CREATE DATABASE ${name}`);
    // One worker makes the template, with the tables; the others wait for it.
    await client.query('SELECT pg_advisory_lock(1)');
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) {
      await client.query(`CREATE DATABASE ${template}`);
      await (await openPostgres(`${base}${template}`, 'drill', 'hatoyama')).close();
    }
    return client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: `${base}${name}`,
    open: () => openPostgres(`${base}${name}`, 'drill', 'hatoyama'),
    drop: () => admin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

async function asAdmin(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
