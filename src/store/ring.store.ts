import type { RingChannel, RingState, Rung } from '../domain/ringing.js';
import type { LotTx, Tx } from './store.js';

type Lines = Pick<LotTx, 'sql'>;

/** A submission that waits for a second person. Times in milliseconds UTC. */
export interface WaitingSubmission {
  readonly id: string;
  readonly alertId: string;
  readonly kind: string;
  readonly level: number | null;
  readonly submittedAt: number;
  /** Who wrote, edited or submitted it: they may not approve. */
  readonly involved: readonly string[];
}

export async function waitingSubmissions({ sql }: Lines, now: number): Promise<readonly WaitingSubmission[]> {
  const rows = await sql<{
    id: string;
    alertId: string;
    kind: string;
    level: number | null;
    submittedAt: number;
    authorId: string;
    editors: string;
    submitterId: string | null;
  }>(
    `SELECT id, alert_id AS "alertId", kind, level, submitted_at AS "submittedAt", author_id AS "authorId", editors,
       submitter_id AS "submitterId"
     FROM versions WHERE status = 'submitted' AND persons = 2 AND lapses_at > $1 ORDER BY submitted_at, id`,
    now,
  );
  return rows.map(({ authorId, editors, submitterId, ...row }) => ({
    ...row,
    involved: [
      authorId,
      ...(JSON.parse(editors) as string[]),
      ...(submitterId === null ? [] : [submitterId]),
    ],
  }));
}

/** Somebody who could be rung. */
export interface Approver {
  readonly id: string;
  readonly login: string;
  readonly name: string;
}

/** Approvers who can sign in, the longest here first; the drill player's own officers cannot. */
export async function listApprovers({ sql }: Lines): Promise<readonly Approver[]> {
  const rows = await sql<Approver & { roles: string }>(
    'SELECT id, login, name, roles FROM officers WHERE password_hash IS NOT NULL ORDER BY created_at, login',
  );
  return rows
    .filter(({ roles }) => (JSON.parse(roles) as string[]).includes('approver'))
    .map(({ id, login, name }) => ({ id, login, name }));
}

const columns = `id, officer_id AS "officerId", channel, round, state, at, answered_at AS "answeredAt"`;

export const readRings = (
  { sql }: Lines,
  versionId: string,
  submittedAt: number,
): Promise<(Rung & { id: string })[]> =>
  sql(
    `SELECT ${columns} FROM rings WHERE version_id = $1 AND submitted_at = $2 ORDER BY round, at, id`,
    versionId,
    submittedAt,
  );

export interface NewRing {
  readonly id: string;
  readonly versionId: string;
  readonly submittedAt: number;
  readonly officerId: string;
  readonly channel: RingChannel;
  readonly round: number;
}

/** Writes a ring down before its first byte. False when it stands there already: another process has it. */
export async function insertRing({ sql }: Lines, ring: NewRing, now: number): Promise<boolean> {
  const rows = await sql(
    `INSERT INTO rings (id, version_id, submitted_at, officer_id, channel, round, state, at)
     VALUES ($1, $2, $3, $4, $5, $6, 'due', $7) ON CONFLICT DO NOTHING RETURNING id`,
    ring.id,
    ring.versionId,
    ring.submittedAt,
    ring.officerId,
    ring.channel,
    ring.round,
    now,
  );
  return rows.length > 0;
}

/** What became of a ring; only one that is still under way moves. False when it had moved before. */
export async function moveRing(
  { sql }: Lines,
  id: string,
  to: {
    readonly state: RingState;
    readonly ref?: string;
    readonly fault?: string;
    readonly answeredAt?: number;
  },
): Promise<boolean> {
  const rows = await sql(
    `UPDATE rings SET state = $2, ref = COALESCE($3, ref), fault = COALESCE($4, fault), answered_at = COALESCE(CAST($5 AS bigint), answered_at)
     WHERE id = $1 AND state IN ('due', 'ringing') RETURNING id`,
    id,
    to.state,
    to.ref ?? null,
    to.fault ?? null,
    to.answeredAt ?? null,
  );
  return rows.length > 0;
}

/** Written down by a process that died before it called: nobody was rung. */
export const failAbandoned = ({ sql }: Lines, before: number) =>
  sql(`UPDATE rings SET state = 'failed' WHERE state = 'due' AND at < $1 RETURNING id`, before);

/** Rings whose submission no longer waits, or whose review was made, end; calls that still ring are to be hung up. */
export const endRings = (
  { sql }: Lines,
  now: number,
): Promise<{ readonly channel: RingChannel; readonly ref: string | null; readonly versionId: string }[]> =>
  sql(
    `UPDATE rings SET state = 'ended' WHERE state IN ('due', 'ringing') AND NOT EXISTS (SELECT 1 FROM versions v
       WHERE v.id = rings.version_id AND v.status = 'submitted' AND v.submitted_at = rings.submitted_at AND v.lapses_at > $1)
       AND NOT EXISTS (SELECT 1 FROM break_glass b
         WHERE b.version_id = rings.version_id AND b.issued_at = rings.submitted_at AND b.reviewed_at IS NULL)
     RETURNING channel, ref, version_id AS "versionId"`,
    now,
  );

/** One ring with what its answer needs; `waiting` while its submission does. */
export interface FoundRing {
  readonly id: string;
  readonly versionId: string;
  readonly alertId: string;
  readonly officer: string;
  readonly state: RingState;
  readonly waiting: boolean;
}

export async function findRing({ sql }: Lines, id: string, now: number): Promise<FoundRing | null> {
  const [row] = await sql<Omit<FoundRing, 'waiting'> & { waiting: number }>(
    `SELECT r.id, r.version_id AS "versionId", v.alert_id AS "alertId", o.name AS officer, r.state,
       CASE WHEN (v.status = 'submitted' AND v.submitted_at = r.submitted_at AND v.lapses_at > $2)
         OR (b.issued_at = r.submitted_at AND b.reviewed_at IS NULL) THEN 1 ELSE 0 END AS waiting
     FROM rings r LEFT JOIN break_glass b ON b.version_id = r.version_id JOIN versions v ON v.id = r.version_id JOIN officers o ON o.id = r.officer_id WHERE r.id = $1`,
    id,
    now,
  );
  return row === undefined ? null : { ...row, waiting: row.waiting === 1 };
}

/** Who was rung for a version's present submission, with names; an empty one where nobody could be. */
export const listRings = (
  { sql }: Pick<Tx, 'sql'>,
  versionId: string,
): Promise<(Rung & { id: string; officer: string })[]> =>
  sql(
    `SELECT r.id, r.officer_id AS "officerId", COALESCE(o.name, '') AS officer, r.channel, r.round, r.state, r.at, r.answered_at AS "answeredAt"
     FROM rings r JOIN versions v ON v.id = r.version_id AND v.submitted_at = r.submitted_at
     LEFT JOIN officers o ON o.id = r.officer_id WHERE r.version_id = $1 ORDER BY r.at, r.round, r.id`,
    versionId,
  );
