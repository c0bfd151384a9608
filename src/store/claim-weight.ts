import type { ChannelId } from '../domain/channel.js';
import { ballastBelow } from '../domain/urgency.js';
import type { Tx } from './store.js';
import type { Weight } from './write-guard.js';

/** A claim may cost the ballast when something urgent waits in the channel. */
export async function weightOfClaim({ sql }: Tx, channel: ChannelId): Promise<Weight> {
  const rows = await sql(
    "SELECT id FROM deliveries WHERE channel = $1 AND state = 'pending' AND rank < $2 LIMIT 1",
    channel,
    ballastBelow,
  );
  return rows.length > 0 ? 'urgent' : 'needed';
}
