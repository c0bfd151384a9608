import type { Tx } from './store.js';

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
