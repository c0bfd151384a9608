import type { Tx } from './store.js';

/** Id hashes of the standing sessions of those who have duty, last seen between these times. Milliseconds UTC. */
export async function unusedDutySessions(
  { sql }: Pick<Tx, 'sql'>,
  now: number,
  { seenAfter, seenUntil }: { readonly seenAfter: number; readonly seenUntil: number },
): Promise<readonly string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT id_hash AS "id" FROM sessions WHERE revoked_at IS NULL AND expires_at > $1 AND seen_at > $2 AND seen_at <= $3
     AND officer_id IN (SELECT officer_id FROM watches WHERE ended_at IS NULL)`,
    now,
    seenAfter,
    seenUntil,
  );
  return rows.map(({ id }) => id);
}

/** Id hashes of the sessions that stand: not revoked, not over, and seen after `seenAfter`. Milliseconds UTC. */
export async function standingSessions(
  { sql }: Tx,
  now: number,
  seenAfter: number,
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }>(
    'SELECT id_hash AS "id" FROM sessions WHERE revoked_at IS NULL AND expires_at > $1 AND seen_at > $2',
    now,
    seenAfter,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Has a session end at that time, if it would last longer. Milliseconds UTC. */
export const endSoon = ({ sql }: Pick<Tx, 'sql'>, idHash: string, at: number): Promise<unknown> =>
  sql('UPDATE sessions SET expires_at = $2 WHERE id_hash = $1 AND expires_at > $2', idHash, at);
