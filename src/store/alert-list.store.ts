import { In } from 'typeorm';
import type { Remaining } from '../domain/alert-standing.js';
import { AlertRow } from './entities/alert.entity.js';
import type { Tx } from './store.js';

/** Alerts of one page, newest first. */
export const alertsPerPage = 100;

const newestFirst = { createdAt: 'DESC', id: 'DESC' } as const;

/**
 * What goes on now, however long ago it began: what waits for an approval, informs still, stands as an order, is being sent,
 * or is held until somebody decides.
 * Each by an index that holds the present, or ends with it; UNION alone would have SQLite walk over every channel there ever was.
 */
const goesOn = `SELECT alert_id AS id FROM versions WHERE status = 'submitted'
  UNION ALL SELECT alert_id FROM versions WHERE status = 'issued' AND expires_at > $1
  UNION ALL SELECT alert_id FROM district_states
  UNION ALL SELECT alert_id FROM version_channels WHERE settled_at IS NULL
  UNION ALL SELECT alert_id FROM versions WHERE id IN (SELECT version_id FROM deliveries WHERE state = 'held')`;

/** The newest page of alerts, and every older one that goes on. */
export async function presentAlerts(tx: Tx, now: number): Promise<readonly AlertRow[]> {
  const newest = await tx.rows.find(AlertRow, { order: newestFirst, take: alertsPerPage });
  const seen = new Set(newest.map(({ id }) => id));
  const going = (await tx.sql<{ id: string }>(goesOn, now)).map(({ id }) => id);
  const older = [...new Set(going)].filter((id) => !seen.has(id));
  if (older.length === 0) return newest;
  return [...newest, ...(await tx.rows.find(AlertRow, { where: { id: In(older) }, order: newestFirst }))];
}

/** A page of all alerts: the newest, or those before one. */
export async function alertsBefore({ rows, sql }: Tx, before: AlertRow | null): Promise<readonly AlertRow[]> {
  if (before === null) return rows.find(AlertRow, { order: newestFirst, take: alertsPerPage });
  const ids = await sql<{ id: string }>(
    `SELECT id FROM alerts WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT ${alertsPerPage}`,
    before.createdAt,
    before.id,
  );
  return rows.find(AlertRow, { where: { id: In(ids.map(({ id }) => id)) }, order: newestFirst });
}

/** So far alerts are counted: the list's only figure that grows must not cost more with every year. */
export const countedAlerts = 10_000;

/** How many alerts there are, up to `countedAlerts`. */
export async function countAlerts({ sql }: Pick<Tx, 'sql'>): Promise<number> {
  const [row] = await sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM (SELECT 1 FROM alerts LIMIT ${countedAlerts}) AS counted`,
  );
  return row?.n ?? 0;
}

/** What is left of an alert's deliveries, of all that it ever issued. Each version is looked up by its own index. */
export async function remainingOf({ sql }: Pick<Tx, 'sql'>, alertId: string): Promise<Remaining> {
  const [row] = await sql<{ moving: number; held: number }>(
    `SELECT COALESCE(MAX(CASE WHEN EXISTS (SELECT 1 FROM version_channels vc
         WHERE vc.version_id = v.id AND vc.settled_at IS NULL) THEN 1 ELSE 0 END), 0) AS moving,
       COALESCE(MAX(CASE WHEN EXISTS (SELECT 1 FROM deliveries d
         WHERE d.version_id = v.id AND d.state = 'held') THEN 1 ELSE 0 END), 0) AS held
     FROM versions v WHERE v.alert_id = $1 AND v.issued_at IS NOT NULL`,
    alertId,
  );
  return Number(row?.moving) === 1 ? 'moving' : Number(row?.held) === 1 ? 'held' : 'none';
}
