import { peopleChannels } from '../domain/channel.js';
import type { Maintenance } from '../domain/maintenance.js';
import type { LotTx } from './store.js';
import type { MetaEntry } from './world-guard.js';

const key = 'maintenance';

/** A row while the ways out are severed: for a claim, which looks in its own statement. */
export const severed = `SELECT 1 FROM meta WHERE "key" = '${key}'`;

/** Null where the ways out are open. */
export async function readMaintenance({ sql }: Pick<LotTx, 'sql'>): Promise<Maintenance | null> {
  const [kept] = await sql<MetaEntry>('SELECT key, value FROM meta WHERE key = $1', key);
  return kept === undefined ? null : (JSON.parse(kept.value) as Maintenance);
}

/** Severs the ways out for all processes on the database, and over a restart. */
export const beginMaintenance = ({ sql }: LotTx, maintenance: Maintenance) =>
  sql(
    'INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    key,
    JSON.stringify(maintenance),
  );

export const endMaintenance = ({ sql }: LotTx) => sql('DELETE FROM meta WHERE key = $1', key);

const theirs = peopleChannels.map((id) => `'${id}'`).join(', ');

/**
 * What waits is held for a person, so that nothing goes out by itself when the ways out are open again. What people carry is
 * theirs. Returns how many.
 */
export async function holdForMaintenance({ sql }: LotTx, now: number): Promise<number> {
  const held = await sql(
    `UPDATE deliveries SET state = 'held', held_reason = 'maintenance', fence = fence + 1, updated_at = $1
     WHERE state = 'pending' AND channel NOT IN (${theirs}) RETURNING id`,
    now,
  );
  return held.length;
}
