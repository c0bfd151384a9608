import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { refuse, type Refusal } from '../../domain/refusal.js';
import { entities } from '../entities/all.js';
import { migrations } from '../migrations/all.js';
import { issuedSince } from '../restore.store.js';
import { createStore } from '../store.js';
import { readFacts } from './facts.js';
import { hasTables, serverMajor, sqlOf, withClient } from './postgres.js';
import { refusalOfTool, runTool, type PostgresPlace } from './postgres-tools.js';
import { restoreFiles } from './restore-files.js';
import {
  refusalOfSchema,
  refusalToBelong,
  type PresentDatabase,
  type RestoredFolder,
  type RestorePlan,
} from './restore-sqlite.js';

/** `stamp` ends the name of the database that is moved aside too: letters and digits. */
export interface PostgresRestorePlan extends RestorePlan {
  readonly place: PostgresPlace;
}

/**
 * Restores a dump into a database of another name, checks it, brings it to the present schema and holds everything there;
 * then both names change in one transaction. At no time does a database stand under the name that would send by itself.
 * The role must own the database and may create one.
 */
export async function restorePostgres(plan: PostgresRestorePlan): Promise<RestoredFolder | Refusal> {
  mkdirSync(plan.dataDir, { recursive: true, mode: 0o700 });
  const name = decodeURIComponent(new URL(plan.place.url).pathname.slice(1));
  const end = plan.stamp.toLowerCase();
  const [ready, aside] = [`${name}_restoring_${end}`, `${name}_before_restore_${end}`];
  return withClient(onDatabase(plan.place.url, 'postgres'), async (admin) => {
    const missing = await refusalOfTool('pg_restore', plan.place, await serverMajor(admin));
    if (missing) return missing;
    const there = await exists(admin, name);
    const users = there ? await sessionsOn(admin, name) : 0;
    if (users > 0) return refuse('restore.database-used', { database: name, sessions: users });
    const present = there ? await readPresent(plan.place.url, plan.manifest.takenAt) : null;
    if (present && !plan.replace) return refuse('restore.database-there', { dataDir: name });
    await admin.query(`CREATE DATABASE ${quoted(ready)} TEMPLATE template0 ENCODING 'UTF8'`);
    try {
      const url = onDatabase(plan.place.url, ready);
      const archive = join(plan.folder, plan.manifest.database);
      const args = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction', archive];
      const failed = await runTool('pg_restore', { ...plan.place, url }, args);
      if (failed) return failed;
      const restored = await prepare(url, plan, present);
      if ('refused' in restored) return restored;
      if (!(await exchange(admin, { name, ready, aside, there })))
        return refuse('restore.database-used', { database: name, sessions: await sessionsOn(admin, name) });
      const files = await restoreFiles(plan);
      plan.finish(restored);
      return { restored, present, aside: [...(there ? [aside] : []), ...files] };
    } finally {
      await admin.query(`DROP DATABASE IF EXISTS ${quoted(ready)}`);
    }
  });
}

const quoted = (name: string) => pg.escapeIdentifier(name);

function onDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.href;
}

async function exists(admin: pg.Client, name: string): Promise<boolean> {
  return (await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).rows.length > 0;
}

/** Connections of others on a database: hubs, mostly. */
async function sessionsOn(admin: pg.Client, name: string): Promise<number> {
  const { rows } = await admin.query<{ n: number }>(
    `SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
    [name],
  );
  return rows[0]?.n ?? 0;
}

/** What the present database says; null where no hub ever ran on it. */
const readPresent = (url: string, takenAt: number): Promise<PresentDatabase | null> =>
  withClient(url, async (client) => {
    if (!(await hasTables(client))) return null;
    const sql = sqlOf(client);
    const [head] = await sql<{ n: number | null }>('SELECT MAX(seq) AS n FROM log_entries');
    return { logEntries: head?.n ?? 0, issued: await issuedSince({ sql }, takenAt) };
  });

/** Checks the restored database before its schema is touched; then migrates and holds it. */
async function prepare(url: string, plan: PostgresRestorePlan, present: PresentDatabase | null) {
  const { facts, faults } = await withClient(url, (client) =>
    readFacts({ sql: sqlOf(client) }, plan.anchors),
  );
  const refusal = refusalToBelong(facts, plan) ?? refusalOfSchema(facts.migrations);
  if (refusal) return refusal;
  const [fault] = faults;
  if (fault) return refuse('restore.damaged', { detail: `log entry ${fault.seq}: ${fault.fault}` });
  const source = await new DataSource({
    ...{ type: 'postgres', url, entities, migrations, parseInt8: true },
  }).initialize();
  try {
    await source.runMigrations({ transaction: 'all' });
    return await plan.hold(createStore('postgres', source, source), present);
  } finally {
    await source.destroy();
  }
}

const objectInUse = '55006';

/** Both names in one transaction; false when somebody connected meanwhile, and nothing changed. */
async function exchange(
  admin: pg.Client,
  { name, ready, aside, there }: { name: string; ready: string; aside: string; there: boolean },
): Promise<boolean> {
  try {
    await admin.query('BEGIN');
    if (there) await admin.query(`ALTER DATABASE ${quoted(name)} RENAME TO ${quoted(aside)}`);
    await admin.query(`ALTER DATABASE ${quoted(ready)} RENAME TO ${quoted(name)}`);
    await admin.query('COMMIT');
    return true;
  } catch (error) {
    await admin.query('ROLLBACK');
    if ((error as { code?: string }).code === objectInUse) return false;
    throw error;
  }
}
