import type { DutyMeans } from '../domain/duty.js';
import type { DutyRow } from './entities/duty.entity.js';
import type { Tx } from './store.js';

type Lines = Pick<Tx, 'sql'>;

/** A duty with what its alert is. */
export interface ListedDuty extends DutyRow {
  readonly year: number | null;
  readonly number: number | null;
  readonly kind: string;
  readonly level: number | null;
}

const columns = `d.id, d.duty, d.version_id AS "versionId", d.alert_id AS "alertId", d.text, d.opened_at AS "openedAt",
  d.due_at AS "dueAt", d.withdrawn_at AS "withdrawnAt", d.done_at AS "doneAt", d.done_by AS "doneBy", d.means, d.note,
  d.officer_id AS "officerId", d.entered_at AS "enteredAt", a.year, a.number, v.kind, v.level`;
const from = 'FROM duties d JOIN versions v ON v.id = d.version_id JOIN alerts a ON a.id = d.alert_id';

/** All duties of an alert, or all that are open: what is due first stands first. */
export const listDuties = ({ sql }: Lines, alertId: string | null): Promise<ListedDuty[]> =>
  alertId === null
    ? sql<ListedDuty>(
        `SELECT ${columns} ${from} WHERE d.done_at IS NULL AND d.withdrawn_at IS NULL ORDER BY d.due_at, d.id LIMIT 200`,
      )
    : sql<ListedDuty>(
        `SELECT ${columns} ${from} WHERE d.alert_id = $1 ORDER BY d.opened_at, d.due_at, d.id LIMIT 200`,
        alertId,
      );

export const findDuty = async ({ sql }: Lines, id: string): Promise<ListedDuty | null> =>
  (await sql<ListedDuty>(`SELECT ${columns} ${from} WHERE d.id = $1`, id))[0] ?? null;

/** Whether any duty of an alert was done: then somebody outside has been told. */
export const wasAnyDone = async ({ sql }: Lines, alertId: string): Promise<boolean> =>
  (await sql('SELECT id FROM duties WHERE alert_id = $1 AND done_at IS NOT NULL LIMIT 1', alertId)).length >
  0;

/** Takes back what nobody has seen to. Returns how many. */
export const withdrawDuties = async ({ sql }: Lines, alertId: string, now: number): Promise<number> =>
  (
    await sql(
      `UPDATE duties SET withdrawn_at = $2 WHERE alert_id = $1 AND done_at IS NULL AND withdrawn_at IS NULL RETURNING id`,
      alertId,
      now,
    )
  ).length;

/** How a duty was seen to. */
export interface Done {
  readonly by: string;
  readonly at: number;
  readonly means: DutyMeans;
  readonly note: string;
}

/** Ticks an open duty. Returns whether it was open. */
export const finishDuty = async (
  { sql }: Lines,
  id: string,
  { by, at, means, note }: Done,
  entered: { readonly officerId: string; readonly now: number },
): Promise<boolean> =>
  (
    await sql(
      `UPDATE duties SET done_at = $2, done_by = $3, means = $4, note = $5, officer_id = $6, entered_at = $7
       WHERE id = $1 AND done_at IS NULL AND withdrawn_at IS NULL RETURNING id`,
      id,
      at,
      by,
      means,
      note,
      entered.officerId,
      entered.now,
    )
  ).length > 0;
