import type { ChannelId } from '../domain/channel.js';
import type { Tx } from './store.js';

/**
 * Leaves the address out that a delivery went to, because its owner asked for it. A second asking changes nothing. False
 * where no delivery has this reference (any more).
 */
export async function optOut({ sql }: Tx, channel: ChannelId, ref: string, now: number): Promise<boolean> {
  const find = (states: string) =>
    sql<{ address_id: string | null }>(
      `SELECT address_id FROM deliveries WHERE channel = $1 AND ref = $2 AND ${states} LIMIT 1`,
      channel,
      ref,
    );
  // Nearly all are still accepted, and those are in an index.
  const [accepted] = await find(`state = 'accepted'`);
  const [row] = accepted === undefined ? await find(`state IN ('delivered', 'refused')`) : [accepted];
  if (!row?.address_id) return false;
  await sql('UPDATE addresses SET dead_at = $2 WHERE id = $1 AND dead_at IS NULL', row.address_id, now);
  return true;
}
