import type { BreakGlassReason } from '../domain/break-glass.js';
import type { Tx } from './store.js';

type Lines = Pick<Tx, 'sql'>;

/** When an approver who was rung for a submission last answered. */
export async function lastAnswer(
  { sql }: Lines,
  versionId: string,
  submittedAt: number,
): Promise<number | null> {
  const [row] = await sql<{ at: number | null }>(
    'SELECT MAX(answered_at) AS at FROM rings WHERE version_id = $1 AND submitted_at = $2',
    versionId,
    submittedAt,
  );
  return row?.at ?? null;
}

/** What one officer issued alone. Times in milliseconds UTC. */
export interface BrokenGlass {
  readonly versionId: string;
  readonly alertId: string;
  readonly year: number | null;
  readonly number: number | null;
  readonly kind: string;
  readonly level: number | null;
  readonly officerId: string;
  readonly officer: string;
  readonly reason: BreakGlassReason;
  readonly reached: 0 | 1;
  readonly supervisor: string;
  readonly issuedAt: number;
  readonly reviewDueAt: number;
  readonly reviewedBy: string | null;
  readonly reviewedAt: number | null;
  readonly note: string | null;
}

const columns = `b.version_id AS "versionId", v.alert_id AS "alertId", a.year, a.number, v.kind, v.level, b.officer_id AS "officerId",
  COALESCE(o.name, '') AS officer, b.reason, b.reached, b.supervisor, b.issued_at AS "issuedAt", b.review_due_at AS "reviewDueAt",
  COALESCE(r.name, b.reviewed_by) AS "reviewedBy", b.reviewed_at AS "reviewedAt", b.note`;
const tables = `break_glass b JOIN versions v ON v.id = b.version_id JOIN alerts a ON a.id = v.alert_id
  LEFT JOIN officers o ON o.id = b.officer_id LEFT JOIN officers r ON r.id = b.reviewed_by`;

/** What waits for its review, oldest first, and what was reviewed since `since`. */
export const listBrokenGlass = ({ sql }: Lines, since: number): Promise<BrokenGlass[]> =>
  sql(
    `SELECT ${columns} FROM ${tables} WHERE b.reviewed_at IS NULL OR b.reviewed_at > $1 ORDER BY b.issued_at, b.version_id`,
    since,
  );

export async function findBrokenGlass({ sql }: Lines, versionId: string): Promise<BrokenGlass | null> {
  const [row] = await sql<BrokenGlass>(`SELECT ${columns} FROM ${tables} WHERE b.version_id = $1`, versionId);
  return row ?? null;
}

/** What the other approvers have not been told of yet, and what is overdue and nobody said so. */
export const untoldBrokenGlass = ({ sql }: Lines, now: number): Promise<(BrokenGlass & { told: 0 | 1 })[]> =>
  sql(
    `SELECT ${columns}, CASE WHEN b.told_at IS NULL THEN 0 ELSE 1 END AS told FROM ${tables}
     WHERE b.told_at IS NULL OR (b.reviewed_at IS NULL AND b.overdue_at IS NULL AND b.review_due_at <= $1) ORDER BY b.issued_at`,
    now,
  );

/** Takes it upon oneself to tell of it; of several processes one does. */
export async function claimTelling(
  { sql }: Lines,
  versionId: string,
  what: 'told_at' | 'overdue_at',
  now: number,
): Promise<boolean> {
  const rows = await sql(
    `UPDATE break_glass SET ${what} = $2 WHERE version_id = $1 AND ${what} IS NULL RETURNING version_id`,
    versionId,
    now,
  );
  return rows.length > 0;
}
