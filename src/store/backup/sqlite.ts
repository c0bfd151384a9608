import { chmodSync } from 'node:fs';
import { openSqliteFileForReading, openSqliteForReading } from '../open-sqlite.js';
import type { Anchor, LogFault } from '../log.store.js';
import { readFacts, type DatabaseFacts } from './facts.js';

/**
 * Copies the database of a data directory into a new file, beside a running hub too: one consistent moment, by
 * `VACUUM INTO` on a read-only connection. The copy is not yet flushed to the disk.
 */
export async function copySqlite(dataDir: string, file: string): Promise<void> {
  const store = await openSqliteForReading(dataDir);
  try {
    await store.read.sql('VACUUM INTO $1', file);
  } finally {
    await store.close();
  }
  chmodSync(file, 0o600);
}

export interface Checked {
  readonly facts: DatabaseFacts;
  /** What `PRAGMA integrity_check` says; empty when it says "ok". */
  readonly damage: readonly string[];
  readonly logFaults: readonly LogFault[];
}

/** Opens a database file for reading only and checks all of it. @throws Error when it is no database */
export async function checkSqlite(file: string, anchors: readonly Anchor[]): Promise<Checked> {
  const store = await openSqliteFileForReading(file);
  try {
    const rows = await store.read.sql<{ integrity_check: string }>('PRAGMA integrity_check');
    const { facts, faults } = await readFacts(store.read, anchors);
    const damage = rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    return { facts, damage, logFaults: faults };
  } finally {
    await store.close();
  }
}
