import type { Fault } from '../domain/channel.js';
import type { HeldReason } from '../domain/delivery.js';
import { places, sendAgain, type Newer } from './decision.store.js';
import type { SqlValue, Tx } from './store.js';

type Lines = Pick<Tx, 'sql'>;

/** Deliveries that a person decides about at once: one version and channel, held for a reason or refused with a code. */
export interface Group {
  readonly versionId: string;
  readonly channel: string;
  readonly of:
    | { readonly state: 'held'; readonly reason: HeldReason }
    | { readonly state: 'refused'; readonly code: string };
}

/** A lot of a version's deliveries on one channel, by target: after `after`, up to and with `last`. */
export interface Lot {
  readonly after: string;
  readonly last: string;
}

/** Deliveries looked through in one transaction, so that 10,000 don't hold the event loop. */
const lotSize = 2000;

/** The end of the lot that begins after a target; null when there is none. Walks the unique index only. */
export async function lotAfter(
  { sql }: Lines,
  { versionId, channel }: Pick<Group, 'versionId' | 'channel'>,
  after: string,
): Promise<Lot | null> {
  const [row] = await sql<{ last: string | null }>(
    `SELECT MAX(lot.target) AS last FROM (SELECT d.target FROM deliveries d
       WHERE d.version_id = $1 AND d.channel = $2 AND d.target > $3 ORDER BY d.target LIMIT ${lotSize}) lot`,
    versionId,
    channel,
    after,
  );
  return row?.last == null ? null : { after, last: row.last };
}

/** The WHERE of a group: `$from` the version, then the channel and the reason or code. */
function inGroup({ versionId, channel, of }: Group, from: number): { where: string; values: SqlValue[] } {
  const which =
    of.state === 'held'
      ? `state = 'held' AND held_reason = $${from + 2}`
      : `state = 'refused' AND fault LIKE $${from + 2}`;
  return {
    where: `version_id = $${from} AND channel = $${from + 1} AND ${which}`,
    values: [versionId, channel, of.state === 'held' ? of.reason : `%"code":"${of.code}"%`],
  };
}

const notOvertaken = (newer: Newer, from: number) =>
  newer.versions.length === 0
    ? ''
    : `AND NOT EXISTS (SELECT 1 FROM deliveries n WHERE n.version_id IN (${places(newer.versions, from)})
        AND n.channel = deliveries.channel AND n.target = deliveries.target AND n.order_key = deliveries.order_key)`;

/** How many stand in a group, how many of them may still go out, and their order key; null when it is empty. */
export async function countGroup(
  { sql }: Lines,
  group: Group,
  newer: Newer,
  now: number,
): Promise<{ waiting: number; valid: number; free: number }> {
  const { where, values } = inGroup(group, 1);
  const [all] = await sql<{ n: number; valid: number | null }>(
    `SELECT COUNT(*) AS n, SUM(CASE WHEN expires_at > $4 THEN 1 ELSE 0 END) AS valid FROM deliveries WHERE ${where}`,
    ...values,
    now,
  );
  const [free] = await sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM deliveries WHERE ${where} AND expires_at > $4 ${notOvertaken(newer, 5)}`,
    ...values,
    now,
    ...newer.versions,
  );
  return { waiting: all?.n ?? 0, valid: all?.valid ?? 0, free: free?.n ?? 0 };
}

/** The order key of a version's deliveries on a channel: they all have the same. */
export async function orderKeyIn(
  { sql }: Lines,
  { versionId, channel }: Pick<Group, 'versionId' | 'channel'>,
): Promise<string | null> {
  const [row] = await sql<{ order_key: string }>(
    'SELECT order_key FROM deliveries WHERE version_id = $1 AND channel = $2 LIMIT 1',
    versionId,
    channel,
  );
  return row?.order_key ?? null;
}

/** Makes a lot of a group pending again: what is still valid and not overtaken. Returns how many. */
export async function retryLot(
  { sql }: Lines,
  group: Group,
  lot: Lot,
  newer: Newer,
  now: number,
): Promise<number> {
  const { where, values } = inGroup(group, 2);
  const rows = await sql(
    `UPDATE deliveries SET ${sendAgain} WHERE ${where} AND target > $5 AND target <= $6 AND expires_at > $1
     ${notOvertaken(newer, 7)} RETURNING id`,
    now,
    ...values,
    lot.after,
    lot.last,
    ...newer.versions,
  );
  return rows.length;
}

/** Closes a lot of a group with a fault. Returns how many. */
export async function closeLot(
  { sql }: Lines,
  group: Group,
  lot: Lot,
  fault: Fault,
  now: number,
): Promise<number> {
  const { where, values } = inGroup(group, 3);
  const rows = await sql(
    `UPDATE deliveries SET state = 'refused', fault = $1, fence = fence + 1, updated_at = $2
     WHERE ${where} AND target > $6 AND target <= $7 RETURNING id`,
    JSON.stringify(fault),
    now,
    ...values,
    lot.after,
    lot.last,
  );
  return rows.length;
}

/** Holds a lot of what has not left. What is in flight stays what it is. Returns how many. */
export async function stopLot(
  { sql }: Lines,
  { versionId, channel }: Pick<Group, 'versionId' | 'channel'>,
  lot: Lot,
  now: number,
): Promise<number> {
  const rows = await sql(
    `UPDATE deliveries SET state = 'held', held_reason = 'stopped', fence = fence + 1, updated_at = $1
     WHERE version_id = $2 AND channel = $3 AND state = 'pending' AND target > $4 AND target <= $5 RETURNING id`,
    now,
    versionId,
    channel,
    lot.after,
    lot.last,
  );
  return rows.length;
}

/** What goes out again settles again, with a summary of its own in the log. */
export const reopenChannel = ({ sql }: Lines, versionId: string, channel: string) =>
  sql(
    'UPDATE version_channels SET settled_at = NULL WHERE version_id = $1 AND channel = $2',
    versionId,
    channel,
  );

/**
 * Deliveries of a version on each channel: not yet sent (of a large audience also those still to come in, as estimated),
 * in flight, and handed on without word of having been heard.
 */
export const countOpen = (
  { sql }: Lines,
  versionId: string,
): Promise<{ channel: string; pending: number; inFlight: number; accepted: number }[]> =>
  sql(
    `SELECT c.channel, CAST(SUM(c.pending) AS integer) AS pending,
       CAST(SUM(c.in_flight) AS integer) AS "inFlight", CAST(SUM(c.accepted) AS integer) AS accepted
     FROM (SELECT channel, CASE WHEN state = 'pending' THEN 1 ELSE 0 END AS pending,
         CASE WHEN state IN ('sending', 'unsure') THEN 1 ELSE 0 END AS in_flight,
         CASE WHEN state = 'accepted' THEN 1 ELSE 0 END AS accepted
       FROM deliveries WHERE version_id = $1
       UNION ALL
       SELECT h.channel, CASE WHEN h.targets > h.here THEN h.targets - h.here ELSE 1 END, 0, 0
       FROM (SELECT vc.channel, vc.targets,
           (SELECT COUNT(*) FROM deliveries d WHERE d.version_id = $1 AND d.channel = vc.channel) AS here
         FROM version_channels vc JOIN expansions x ON x.version_id = vc.version_id AND x.channel = vc.channel
         WHERE vc.version_id = $1) h) c
     GROUP BY c.channel ORDER BY c.channel`,
    versionId,
  );

/** What waits for a person or was refused, per channel, state and reason or code. */
export async function readGroups(
  { sql }: Lines,
  versionId: string,
): Promise<readonly { channel: string; state: 'held' | 'refused'; reason: string; count: number }[]> {
  const rows = await sql<{
    channel: string;
    state: 'held' | 'refused';
    reason: string | null;
    fault: string | null;
    n: number;
  }>(
    `SELECT channel, state, CASE WHEN state = 'held' THEN held_reason ELSE NULL END AS reason,
       CASE WHEN state = 'refused' THEN fault ELSE NULL END AS fault, COUNT(*) AS n
     FROM deliveries WHERE version_id = $1 AND state IN ('held', 'refused') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3`,
    versionId,
  );
  const groups = new Map<
    string,
    { channel: string; state: 'held' | 'refused'; reason: string; count: number }
  >();
  for (const { channel, state, reason, fault, n } of rows) {
    const why = reason ?? (fault === null ? '' : (JSON.parse(fault) as Fault).code);
    const key = `${channel} ${state} ${why}`;
    const before = groups.get(key)?.count ?? 0;
    groups.set(key, { channel, state, reason: why, count: before + n });
  }
  return [...groups.values()];
}
