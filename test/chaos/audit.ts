import { join } from 'node:path';
import Database from 'better-sqlite3';

/** What the hub's tables say, read from outside, and every change of state that they ever made. */
export interface HubTables {
  readonly deliveries: readonly DeliveryFacts[];
  /** Deliveries held under no open task. */
  readonly untended: number;
}

export interface DeliveryFacts {
  readonly id: number;
  readonly channel: string;
  readonly target: string;
  readonly state: string;
  readonly callId: string | null;
  readonly ref: string | null;
  /** When its last call was committed, milliseconds UTC by the hub's clock. */
  readonly committedAt: number | null;
  /** How often it became `accepted`, and how often `unsure`. */
  readonly successes: number;
  readonly unsures: number;
  /**
   * How often it became so because its process died, not because a call had no answer: a lease is due for its policy at
   * the moment it ends, an outcome at the moment it was heard, which is before it is written.
   */
  readonly lapses: number;
}

/** How a test looks at a hub's database from outside, and what it leaves there to write changes down. */
export interface Audit {
  /** A trigger of the test's own that writes down every change of state; the hub does not know of it. */
  install(): Promise<void>;
  read(): Promise<HubTables>;
  /** Deliveries per state. */
  count(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** The audit of a hub on SQLite; opened anew for each look, so that it is never in a killed hub's way. */
export const sqliteAudit = (dataDir: string): Audit => ({
  install: async () => withDatabase(dataDir, false, installTrigger),
  read: async () => withDatabase(dataDir, true, readTables),
  count: async () => withDatabase(dataDir, true, countStates),
  close: async () => undefined,
});

/** How many of a channel's deliveries, or of all, are claimed or under way now. */
export const sendingOn = (dataDir: string, channel: string): number =>
  withDatabase(dataDir, true, (db) => {
    const row = db.prepare(
      "SELECT COUNT(*) AS n FROM deliveries WHERE $channel IN (channel, 'any') AND state = 'sending'",
    );
    return (row.get({ channel }) as { n: number }).n;
  });

function withDatabase<T>(dataDir: string, readonly: boolean, work: (db: Database.Database) => T): T {
  const db = new Database(join(dataDir, 'todoku.sqlite'), { readonly, timeout: 10_000 });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

function installTrigger(db: Database.Database): void {
  db.exec(`CREATE TABLE chaos_audit (delivery_id integer NOT NULL, became text NOT NULL);
    CREATE INDEX chaos_audit_by_delivery ON chaos_audit (delivery_id);
    CREATE TRIGGER chaos_audit_changes AFTER UPDATE OF state ON deliveries
      WHEN NEW.state <> OLD.state AND NEW.state IN ('accepted', 'unsure')
      BEGIN
        INSERT INTO chaos_audit VALUES (NEW.id, NEW.state);
        INSERT INTO chaos_audit SELECT NEW.id, 'lapsed' WHERE NEW.state = 'unsure' AND NEW.due_at = NEW.updated_at;
      END;`);
}

function readTables(db: Database.Database): HubTables {
  const deliveries = db
    .prepare(
      `SELECT d.id, d.channel, d.target, d.state, d.call_id AS callId, d.ref, c.committed_at AS committedAt,
         (SELECT COUNT(*) FROM chaos_audit a WHERE a.delivery_id = d.id AND a.became = 'accepted') AS successes,
         (SELECT COUNT(*) FROM chaos_audit a WHERE a.delivery_id = d.id AND a.became = 'unsure') AS unsures,
         (SELECT COUNT(*) FROM chaos_audit a WHERE a.delivery_id = d.id AND a.became = 'lapsed') AS lapses
       FROM deliveries d LEFT JOIN calls c ON c.id = d.call_id ORDER BY d.id`,
    )
    .all() as DeliveryFacts[];
  const { n } = db
    .prepare(
      `SELECT COUNT(*) AS n FROM deliveries d WHERE d.state = 'held' AND NOT EXISTS (SELECT 1 FROM tasks t
         WHERE t.version_id = d.version_id AND t.channel = d.channel AND t.closed_at IS NULL)`,
    )
    .get() as { n: number };
  return { deliveries, untended: n };
}

function countStates(db: Database.Database): Record<string, number> {
  const rows = db.prepare('SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state').all() as {
    state: string;
    n: number;
  }[];
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** `channel target` of every delivery of a version. */
export function targetsOf(dataDir: string, versionId: string): Set<string> {
  const rows = withDatabase(dataDir, true, (db) =>
    db.prepare('SELECT channel, target FROM deliveries WHERE version_id = ?').all(versionId),
  ) as { channel: string; target: string }[];
  return new Set(rows.map(({ channel, target }) => `${channel} ${target}`));
}
