import type { ChannelId } from '../domain/channel.js';
import { deliveryStates, type DeliveryState } from '../domain/delivery.js';
import { handOffTimes, type HandOffTimes, type Tenth } from '../domain/hand-off-times.js';
import { DeliveryRow, VersionChannelRow } from './entities/delivery.entity.js';
import type { Tx } from './store.js';

/** One channel of a version: targets, counts by state, first and last hand-off, and how long they took since the issue. */
export interface ChannelCounts {
  readonly channel: ChannelId;
  readonly targets: number;
  readonly counts: Record<DeliveryState, number>;
  readonly retried: number;
  readonly firstHandOffAt: number | null;
  readonly lastHandOffAt: number | null;
  readonly took: HandOffTimes | null;
}

/** Progress of a version, channel by channel. */
export async function readProgress(tx: Tx, versionId: string): Promise<readonly ChannelCounts[]> {
  const found = tx.rows.find(VersionChannelRow, { where: { versionId }, order: { channel: 'ASC' } });
  // In one walk over the deliveries: two take twice as long, and every console waits for it.
  const counted = tx.sql<Counted>(
    `SELECT d.channel, d.state, CAST((d.accepted_at - v.issued_at) / 100 AS integer) AS tenth, COUNT(*) AS n,
       SUM(CASE WHEN d.attempts > 1 THEN 1 ELSE 0 END) AS retried, MIN(d.accepted_at) AS first, MAX(d.accepted_at) AS last
     FROM deliveries d JOIN versions v ON v.id = d.version_id
     WHERE d.version_id = $1 GROUP BY d.channel, d.state, tenth`,
    versionId,
  );
  const [channels, rows] = await Promise.all([found, counted]);
  return channels.map(({ channel, targets }) => {
    const mine = rows.filter((row) => row.channel === channel);
    const times = mine.flatMap((row) => [row.first, row.last]).filter((time) => time !== null);
    const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<
      DeliveryState,
      number
    >;
    for (const { state, n } of mine) counts[state] += n;
    return {
      channel: channel as ChannelId,
      targets,
      counts,
      retried: mine.reduce((sum, row) => sum + row.retried, 0),
      firstHandOffAt: times.length > 0 ? Math.min(...times) : null,
      lastHandOffAt: times.length > 0 ? Math.max(...times) : null,
      took: handOffTimes(tenthsOf(mine)),
    };
  });
}

/** Deliveries of one channel and state, handed off within the same tenth of a second after the issue, or not yet. */
interface Counted {
  readonly channel: string;
  readonly state: DeliveryState;
  readonly tenth: number | null;
  readonly n: number;
  readonly retried: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** Earliest first, whatever the deliveries' states. */
function tenthsOf(rows: readonly Counted[]): readonly Tenth[] {
  const sums = new Map<number, number>();
  for (const { tenth, n } of rows) if (tenth !== null) sums.set(tenth, (sums.get(tenth) ?? 0) + n);
  return [...sums].map(([tenth, n]) => ({ tenth, n })).sort((one, other) => one.tenth - other.tenth);
}

/** Deliveries of a version in one channel and state, at most 200: what a person wants to look at. */
export const listDeliveries = (tx: Tx, versionId: string, filter: { channel?: string; state?: string }) =>
  tx.rows.find(DeliveryRow, {
    where: {
      versionId,
      ...(filter.channel ? { channel: filter.channel } : {}),
      ...(filter.state ? { state: filter.state as DeliveryState } : {}),
    },
    order: { id: 'ASC' },
    take: 200,
  });

export const findDelivery = (tx: Tx, id: number): Promise<DeliveryRow | null> =>
  tx.rows.findOneBy(DeliveryRow, { id });

/** Deliveries that wait to be sent, per channel. */
export const countWaiting = ({ sql }: Tx): Promise<{ channel: string; n: number }[]> =>
  sql(`SELECT channel, COUNT(*) AS n FROM deliveries WHERE state = 'pending' GROUP BY channel`);

/** Provider references that still lack a receipt, newest first. */
export const unreceipted = ({ sql }: Tx, channel: ChannelId, limit: number): Promise<{ ref: string }[]> =>
  sql(
    `SELECT ref FROM deliveries WHERE channel = $1 AND state = 'accepted' AND ref IS NOT NULL ORDER BY id DESC LIMIT $2`,
    channel,
    limit,
  );
