import { IsNull } from 'typeorm';
import { WatchRow } from './entities/staff.entity.js';
import type { Tx } from './store.js';

/** Who has duty now, who took it first before the others. Times in milliseconds UTC. */
export const standingWatch = ({
  sql,
}: Pick<Tx, 'sql'>): Promise<{ id: string; name: string; since: number }[]> =>
  sql(
    `SELECT o.id, o.name, d.began_at AS since FROM watches d JOIN officers o ON o.id = d.officer_id
     WHERE d.ended_at IS NULL AND o.disabled_at IS NULL ORDER BY d.began_at, d.id`,
  );

/** What the last one who handed over left for the next; null where nobody has yet. */
export async function lastHandOver({
  sql,
}: Pick<Tx, 'sql'>): Promise<{ by: string; to: string | null; at: number; note: string } | null> {
  const [row] = await sql<{ by: string; to: string | null; at: number; note: string }>(
    `SELECT o.name AS "by", t.name AS "to", d.ended_at AS at, d.note FROM watches d JOIN officers o ON o.id = d.officer_id
     LEFT JOIN officers t ON t.id = d.handed_to WHERE d.ended_at IS NOT NULL ORDER BY d.ended_at DESC, d.id DESC LIMIT 1`,
  );
  return row ?? null;
}

/** An officer's own duty that has not ended. */
export const openWatch = (tx: Tx, officerId: string): Promise<WatchRow | null> =>
  tx.rows.findOneBy(WatchRow, { officerId, endedAt: IsNull() });
