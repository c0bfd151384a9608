import { In } from 'typeorm';
import { AlertRow } from './entities/alert.entity.js';
import type { Tx } from './store.js';

/** Alerts of one page, newest first. */
export const alertsPerPage = 100;

const newestFirst = { createdAt: 'DESC', id: 'DESC' } as const;

/**
 * What goes on now, however long ago it began: what waits for an approval, informs still, stands as an order, or is being sent.
 * Each by an index that holds the present, or ends with it; UNION alone would have SQLite walk over every channel there ever was.
 */
const goesOn = `SELECT alert_id AS id FROM versions WHERE status = 'submitted'
  UNION ALL SELECT alert_id FROM versions WHERE status = 'issued' AND expires_at > $1
  UNION ALL SELECT alert_id FROM district_states
  UNION ALL SELECT alert_id FROM version_channels WHERE settled_at IS NULL`;

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
