import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';
import type { World } from '../domain/world.js';
import { entities } from './entities/all.js';
import { migrations } from './migrations/all.js';
import { ImpatientClient } from './impatient-client.js';
import { createStore, type Isolation, type Store } from './store.js';
import { refuseOtherWorld, rememberWorld, type MetaEntry } from './world-guard.js';
import { noGuard, type WriteGuard } from './write-guard.js';

/** Connections of one process: lots run side by side on them; a write waits for all other processes anyway. */
const writers = 8;
const readers = 4;
/** A lock or statement that takes longer is an error that says so, never a hub that hangs. Milliseconds. */
const patience = { write: 30_000, read: 10_000 };
/** A server that says nothing for so much longer is behind a dead line: its connection is given up. Milliseconds. */
const silence = 2_000;

/**
 * Advisory locks of this product in its database (any numbers that nobody else uses). A `write` excludes everything, a
 * lot only writes: what a claim sees and what an issue supersedes can't pass each other (ADR 0022).
 */
const deskLock = 7_305_001;
const migrationLock = 7_305_002;
const isolation: Isolation = {
  write: `SELECT pg_advisory_xact_lock(${deskLock})`,
  lot: `SELECT pg_advisory_xact_lock_shared(${deskLock})`,
  parallelLots: true,
  retry: (error) => isDeadlock(error),
  discard,
};

/** A connection whose transaction could not be rolled back is closed: nobody may go on in what it left open. */
async function discard(runner: QueryRunner): Promise<void> {
  const client = (await runner.connect()) as ImpatientClient;
  client.giveUp();
}

const deadlock = '40P01';
const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === deadlock;

/**
 * Opens a PostgreSQL database, making the tables when there are none. Any number of processes may; one at a time migrates.
 * @throws Error when the database belongs to another world, cannot be reached, or answers commits before they are durable.
 */
export async function openPostgres(
  url: string,
  world: World,
  town: string,
  guard: WriteGuard = noGuard,
): Promise<Store> {
  const writer = await connect(url, { size: writers });
  try {
    await prepare(writer, world, town);
    const reader = await connect(url, { size: readers, readOnly: true });
    const store = createStore('postgres', writer, reader, isolation, guard);
    await rememberWorld(store, world, town);
    return store;
  } catch (error) {
    await writer.destroy();
    throw error;
  }
}

/** Opens it for reading only (`todoku log verify`); null while there are no tables. */
export async function openPostgresForReading(url: string): Promise<Store | null> {
  const reader = await connect(url, { size: readers, readOnly: true });
  if (await hasTables(reader)) return createStore('postgres', reader, reader, isolation);
  await reader.destroy();
  return null;
}

async function hasTables(source: DataSource): Promise<boolean> {
  const [row] = await source.query<{ found: string | null }[]>(`SELECT to_regclass('public.meta') AS found`);
  return row?.found != null;
}

/** Leases and expiries are compared across processes by their own clocks. Milliseconds. */
const clockTolerance = 5_000;

/** @throws Error that names the difference */
async function refuseForeignClock(source: DataSource): Promise<void> {
  const before = Date.now();
  const [row] = await source.query<{ now: number }[]>(
    'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now',
  );
  const off = (before + Date.now()) / 2 - (row?.now ?? NaN);
  if (!(Math.abs(off) <= clockTolerance))
    throw new Error(
      `This machine's clock is ${Math.round(off / 1000)} s off the database's: set both by the same time server (NTP), then start again`,
    );
}

async function prepare(writer: DataSource, world: World, town: string): Promise<void> {
  await refuseUnsafe(writer);
  await refuseForeignClock(writer);
  const runner = writer.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(${migrationLock})`);
    if (await hasTables(writer)) refuseOtherWorld(await readMeta(writer), world, town);
    await writer.runMigrations({ transaction: 'all' });
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(${migrationLock})`).catch(() => undefined);
    await runner.release();
  }
}

const readMeta = (source: DataSource) => source.query<MetaEntry[]>('SELECT key, value FROM meta');

/** An acknowledged commit must be on a disk: "issued" is said on its strength. */
async function refuseUnsafe(source: DataSource): Promise<void> {
  const [row] = await source.query<{ commit: string; fsync: string }[]>(
    `SELECT current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync`,
  );
  if (row?.commit === 'off' || row?.fsync === 'off')
    throw new Error(
      'PostgreSQL answers commits before they are on a disk: set fsync = on and synchronous_commit = on (or stronger)',
    );
}

const connect = (url: string, { size, readOnly = false }: { size: number; readOnly?: boolean }) =>
  new DataSource(optionsOf(url, size, readOnly)).initialize();

const optionsOf = (url: string, size: number, readOnly: boolean): DataSourceOptions => ({
  type: 'postgres',
  url,
  entities,
  migrations,
  parseInt8: true,
  poolSize: size,
  connectTimeoutMS: 10_000,
  applicationName: 'todoku',
  extra: {
    Client: ImpatientClient,
    keepAlive: true,
    query_timeout: patience[readOnly ? 'read' : 'write'] + silence,
    options: settings(readOnly),
  },
});

function settings(readOnly: boolean): string {
  const limit = patience[readOnly ? 'read' : 'write'];
  const timeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  return [
    ...timeouts.map((name) => `-c ${name}=${limit}`),
    ...(readOnly ? ['-c default_transaction_read_only=on'] : []),
  ].join(' ');
}
