// Backup and restore: a copy of the database that proves itself, and what a restored one may not do by itself.
import { readLogHead, verifyLog, type Anchor, type LogFault } from '../log.store.js';
import type { Tx } from '../store.js';
import type { MetaEntry } from '../world-guard.js';

/** What a database holds, counted. */
export interface DatabaseFacts {
  readonly world: string;
  readonly town: string;
  /** Names of the migrations that made its schema, oldest first. */
  readonly migrations: readonly string[];
  readonly versions: number;
  /** Deliveries by state. */
  readonly deliveries: Readonly<Record<string, number>>;
  readonly log: { readonly entries: number; readonly hash: string };
}

/** Counts what a database holds and checks the whole chain of its log. The faults are empty when it is whole. */
export async function readFacts(
  tx: Pick<Tx, 'sql'>,
  anchors: readonly Anchor[],
): Promise<{ facts: DatabaseFacts; faults: readonly LogFault[] }> {
  const { sql } = tx;
  const meta = await sql<MetaEntry>('SELECT key, value FROM meta');
  const migrations = await sql<{ name: string }>('SELECT name FROM migrations ORDER BY timestamp');
  const [versions] = await sql<{ n: number }>('SELECT COUNT(*) AS n FROM versions');
  const states = await sql<{ state: string; n: number }>(
    'SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state ORDER BY state',
  );
  const { faults } = await verifyLog(tx, anchors);
  const head = await readLogHead(tx);
  const value = (key: string) => meta.find((row) => row.key === key)?.value ?? '';
  return {
    facts: {
      world: value('world'),
      town: value('town'),
      migrations: migrations.map(({ name }) => name),
      versions: versions?.n ?? 0,
      deliveries: Object.fromEntries(states.map(({ state, n }) => [state, n])),
      log: { entries: head.seq, hash: head.hash },
    },
    faults,
  };
}
