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
  /** How often it became `accepted`, and how often `unsure`. */
  readonly successes: number;
  readonly unsures: number;
}

const open = (dataDir: string, readonly: boolean) =>
  new Database(join(dataDir, 'todoku.sqlite'), { readonly, timeout: 10_000 });

/** A trigger of the test's own that writes down every change of state; the hub does not know of it. */
export function installAudit(dataDir: string): void {
  const db = open(dataDir, false);
  db.exec(`CREATE TABLE chaos_audit (delivery_id integer NOT NULL, became text NOT NULL);
    CREATE INDEX chaos_audit_by_delivery ON chaos_audit (delivery_id);
    CREATE TRIGGER chaos_audit_changes AFTER UPDATE OF state ON deliveries
      WHEN NEW.state <> OLD.state AND NEW.state IN ('accepted', 'unsure')
      BEGIN INSERT INTO chaos_audit VALUES (NEW.id, NEW.state); END;`);
  db.close();
}

export function readTables(dataDir: string): HubTables {
  const db = open(dataDir, true);
  const deliveries = db
    .prepare(
      `SELECT d.id, d.channel, d.target, d.state, d.call_id AS callId, d.ref,
         (SELECT COUNT(*) FROM chaos_audit a WHERE a.delivery_id = d.id AND a.became = 'accepted') AS successes,
         (SELECT COUNT(*) FROM chaos_audit a WHERE a.delivery_id = d.id AND a.became = 'unsure') AS unsures
       FROM deliveries d ORDER BY d.id`,
    )
    .all() as DeliveryFacts[];
  const { n } = db
    .prepare(
      `SELECT COUNT(*) AS n FROM deliveries d WHERE d.state = 'held' AND NOT EXISTS (SELECT 1 FROM tasks t
         WHERE t.version_id = d.version_id AND t.channel = d.channel AND t.closed_at IS NULL)`,
    )
    .get() as { n: number };
  db.close();
  return { deliveries, untended: n };
}

/** Deliveries per state. */
export function countStates(dataDir: string): Record<string, number> {
  const db = open(dataDir, true);
  const rows = db.prepare('SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state').all() as {
    state: string;
    n: number;
  }[];
  db.close();
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** `channel target` of every delivery of a version. */
export function targetsOf(dataDir: string, versionId: string): Set<string> {
  const db = open(dataDir, true);
  const rows = db.prepare('SELECT channel, target FROM deliveries WHERE version_id = ?').all(versionId) as {
    channel: string;
    target: string;
  }[];
  db.close();
  return new Set(rows.map(({ channel, target }) => `${channel} ${target}`));
}
