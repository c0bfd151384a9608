import { chmodSync } from 'node:fs';
import pg from 'pg';
import { refuse, type Refusal } from '../../domain/refusal.js';
import type { Anchor } from '../log.store.js';
import type { Sql } from '../store.js';
import { readFacts, type DatabaseFacts } from './facts.js';
import { readArchive, refusalOfTool, runTool, type PostgresPlace } from './postgres-tools.js';

/** What earlier restores moved aside stands in databases of their own, so one database is all there is to dump. */
export async function dumpPostgres(
  place: PostgresPlace,
  file: string,
  anchors: readonly Anchor[],
): Promise<DatabaseFacts | Refusal> {
  return withClient(place.url, async (client) => {
    const missing = await refusalOfTool('pg_dump', place, await serverMajor(client));
    if (missing) return missing;
    // What is counted and checked is what is dumped: one snapshot for both.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    if (!(await hasTables(client))) return refuse('backup.no-database', { dataDir: new URL(place.url).host });
    const { rows } = await client.query<{ id: string }>('SELECT pg_export_snapshot() AS id');
    const { facts, faults } = await readFacts({ sql: sqlOf(client) }, anchors);
    const [fault] = faults;
    if (fault) return refuse('backup.not-whole', { detail: `log entry ${fault.seq}: ${fault.fault}` });
    const args = ['--format=custom', '--no-owner', '--no-privileges', `--snapshot=${rows[0]?.id}`];
    const failed = await runTool('pg_dump', place, [...args, `--file=${file}`]);
    if (failed) return failed;
    chmodSync(file, 0o600);
    return (await readArchive(place, file)) ?? facts;
  });
}

/** Whether a hub ever ran on it. */
export async function hasTables(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('log_entries')::text AS found`,
  );
  return rows[0]?.found != null;
}

/** The name of the dump in a backup folder. */
export const dumpFile = 'todoku.pgdump';

/** The same SQL with the same values as the store's, on one plain connection. */
export const sqlOf =
  (client: pg.Client): Sql =>
  async <Row>(text: string, ...values: Parameters<Sql>[1][]) =>
    (await client.query(text, values)).rows as Row[];

/** Opens one connection for `work`. Eight-byte integers are numbers: times in milliseconds fit. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === pg.types.builtins.INT8
          ? Number
          : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** 18 of a server 18.4. */
export async function serverMajor(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  return Math.floor(Number(rows[0]?.server_version_num ?? 0) / 10_000);
}
