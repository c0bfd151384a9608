import type { ChannelId } from '../domain/channel.js';
import type { Store, Tx } from './store.js';

type Lines = Pick<Tx, 'sql'>;

/**
 * `held`: deliveries of a version and channel wait for a person for one reason. `stop`: a channel of a version is
 * stopped; what comes back from under way is held too. `silence`: the far end is to stop what it is saying. `help`: residents
 * said on the telephone that they need help. `review`: what one officer issued alone was not reviewed in time. `expiring`: the
 * message of an order in force is about to be over, and the order is not. `unsaid`: loudspeakers did not say the words.
 * `standing`: a cancel put an earlier order back into force, and nobody has been told since.
 */
export type TaskKind = 'held' | 'stop' | 'silence' | 'help' | 'review' | 'expiring' | 'unsaid' | 'standing';

const open = `closed_at IS NULL AND version_id = $2 AND channel = $3`;

/** Opens a task unless one like it is open. Returns whether it did. */
export async function openTask(
  { sql }: Lines,
  task: {
    id: string;
    kind: TaskKind;
    versionId: string;
    channel: string;
    reason: string;
    now: number;
    dueAt?: number;
  },
): Promise<boolean> {
  const rows = await sql(
    `INSERT INTO tasks (id, kind, version_id, channel, reason, opened_at, due_at)
     SELECT $1, $4, $2, $3, $5, CAST($6 AS bigint), CAST($7 AS bigint)
     WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE ${open} AND kind = $4 AND reason = $5) RETURNING id`,
    task.id,
    task.versionId,
    task.channel,
    task.kind,
    task.reason,
    task.now,
    task.dueAt ?? null,
  );
  return rows.length > 0;
}

/** Ends a stop: what comes back may go out again, and the far end need not be silenced any more. */
export const endStop = ({ sql }: Lines, versionId: string, channel: string, by: string, now: number) =>
  sql(
    `UPDATE tasks SET closed_at = $1, closed_by = $4 WHERE ${open} AND (kind = 'stop' OR (kind = 'silence' AND reason = 'stop'))`,
    now,
    versionId,
    channel,
    by,
  );

export async function closeTask({ sql }: Lines, id: string, by: string, now: number): Promise<boolean> {
  const rows = await sql(
    'UPDATE tasks SET closed_at = $1, closed_by = $2 WHERE id = $3 AND closed_at IS NULL RETURNING id',
    now,
    by,
    id,
  );
  return rows.length > 0;
}

/** Tasks under which nothing waits any more, broadcasts that are sent again, orders that are out of force or extended, and stops behind which nothing is left that could come back. */
const done = `closed_at IS NULL AND ((kind IN ('expiring', 'standing') AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.id = tasks.version_id AND v.status = 'issued'))
  OR (kind = 'held' AND NOT EXISTS (SELECT 1 FROM deliveries d
    WHERE d.version_id = tasks.version_id AND d.channel = tasks.channel AND d.state = 'held' AND d.held_reason = tasks.reason))
  OR (kind = 'unsaid' AND NOT EXISTS (SELECT 1 FROM deliveries d
    WHERE d.version_id = tasks.version_id AND d.channel = tasks.channel AND d.state = 'refused'))
  OR (kind = 'stop' AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.version_id = tasks.version_id
    AND d.channel = tasks.channel AND (d.state IN ('pending', 'sending', 'unsure') OR (d.state = 'held' AND d.held_reason = 'stopped')))
    AND NOT EXISTS (SELECT 1 FROM expansions x WHERE x.version_id = tasks.version_id AND x.channel = tasks.channel)))`;

/** Closes what is done, in the transaction that ended it. */
export const closeDoneTasks = ({ sql }: Lines, now: number, by: string) =>
  sql(`UPDATE tasks SET closed_at = $1, closed_by = $2 WHERE ${done}`, now, by);

/** The same for what ended by itself: superseded, settled. Returns how many. */
export async function sweepDoneTasks(store: Store, now: number): Promise<number> {
  const found = await store.read.sql(`SELECT id FROM tasks WHERE ${done}`);
  if (found.length > 0) await store.write((tx) => closeDoneTasks(tx, now, 'hub'), 'needed');
  return found.length;
}

/**
 * Holds what came back to be sent again on a channel that was stopped meanwhile, in the transaction that recorded it:
 * nothing starts after the stop but what a person sends.
 */
export async function holdStopped(
  { sql }: Lines,
  returned: readonly { readonly id: number; readonly versionId: string; readonly channel: ChannelId }[],
  now: number,
): Promise<void> {
  if (returned.length === 0) return;
  const stops = await sql<{ version_id: string; channel: string }>(
    `SELECT version_id, channel FROM tasks WHERE kind = 'stop' AND closed_at IS NULL`,
  );
  if (stops.length === 0) return;
  const stopped = new Set(stops.map((stop) => `${stop.version_id} ${stop.channel}`));
  for (const { id, versionId, channel } of returned)
    if (stopped.has(`${versionId} ${channel}`))
      await sql(
        `UPDATE deliveries SET state = 'held', held_reason = 'stopped', fence = fence + 1, updated_at = $2
         WHERE id = $1 AND state = 'pending'`,
        id,
        now,
      );
}

/** The same for a lot of a large audience that came in after the stop (ADR 0025). */
export const holdArrived = ({ sql }: Lines, versionId: string, channel: string, now: number) =>
  sql(
    `UPDATE deliveries SET state = 'held', held_reason = 'stopped', updated_at = $3
     WHERE version_id IN (SELECT t.version_id FROM tasks t
         WHERE t.kind = 'stop' AND t.closed_at IS NULL AND t.version_id = $1 AND t.channel = $2)
       AND channel = $2 AND state = 'pending'`,
    versionId,
    channel,
    now,
  );

/** A task as the console lists it. Times in milliseconds UTC. */
export interface OpenTask {
  readonly id: string;
  readonly kind: Exclude<TaskKind, 'stop'>;
  readonly versionId: string;
  readonly alertId: string;
  readonly year: number | null;
  readonly number: number | null;
  readonly n: number;
  readonly messageKind: string;
  readonly level: number | null;
  readonly channel: string;
  readonly reason: string;
  readonly openedAt: number;
  readonly dueAt: number | null;
  readonly expiresAt: number | null;
  readonly waiting: number;
}

/** What waits for a person, the longest first, at most 200. */
export const listOpenTasks = ({ sql }: Lines): Promise<OpenTask[]> =>
  sql(
    `SELECT t.id, t.kind, t.version_id AS "versionId", v.alert_id AS "alertId", a.year, a.number, v.n,
       v.kind AS "messageKind", v.level, t.channel, t.reason, t.opened_at AS "openedAt", t.due_at AS "dueAt", v.expires_at AS "expiresAt",
       CASE WHEN t.kind = 'help' THEN (SELECT COUNT(*) FROM safety_answers s WHERE s.version_id = t.version_id AND s.answer = 'help')
         WHEN t.kind = 'unsaid' THEN (SELECT COUNT(*) FROM deliveries d WHERE d.version_id = t.version_id AND d.channel = t.channel
           AND d.state = 'refused')
         ELSE (SELECT COUNT(*) FROM deliveries d WHERE d.version_id = t.version_id AND d.channel = t.channel AND d.state = 'held'
           AND d.held_reason = t.reason) END AS waiting
     FROM tasks t JOIN versions v ON v.id = t.version_id JOIN alerts a ON a.id = v.alert_id
     WHERE t.closed_at IS NULL AND t.kind <> 'stop' ORDER BY t.opened_at, t.id LIMIT 200`,
  );

/** The review that was overdue has been made. */
export const closeReviewTask = ({ sql }: Lines, versionId: string, by: string, now: number) =>
  sql(
    `UPDATE tasks SET closed_at = $3, closed_by = $2 WHERE version_id = $1 AND kind = 'review' AND closed_at IS NULL`,
    versionId,
    by,
    now,
  );

/** Channels of a version that are stopped. */
export const readStopped = async ({ sql }: Lines, versionId: string): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await sql<{ channel: string }>(
        `SELECT channel FROM tasks WHERE kind = 'stop' AND closed_at IS NULL AND version_id = $1`,
        versionId,
      )
    ).map(({ channel }) => channel),
  );

type NotedKind = 'help' | 'unsaid' | 'standing';

/** A task that somebody closes with a note of what was done, while it is open; null for any other. */
export async function findNotedTask(
  { sql }: Lines,
  id: string,
): Promise<{
  readonly kind: NotedKind;
  readonly versionId: string;
  readonly alertId: string;
} | null> {
  const [row] = await sql<{ kind: NotedKind; versionId: string; alertId: string }>(
    `SELECT t.kind, t.version_id AS "versionId", v.alert_id AS "alertId" FROM tasks t JOIN versions v ON v.id = t.version_id
     WHERE t.id = $1 AND t.kind IN ('help', 'unsaid', 'standing') AND t.closed_at IS NULL`,
    id,
  );
  return row ?? null;
}
