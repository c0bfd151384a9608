import type { ChannelId } from '../domain/channel.js';
import type { Tx } from './store.js';

/** What a channel did for the newest messages. */
export interface ChannelUse {
  readonly channel: ChannelId;
  /** When a far end last took something, ms UTC. */
  readonly lastAt: number | null;
  /** Deliveries taken since `since`. */
  readonly taken: number;
}

/** So many messages are looked at: the table of deliveries is long, and has no index by time. */
const newest = 20;

/** Of the newest messages: when each channel's far end last took something, and how much since. */
export const readChannelUse = ({ sql }: Pick<Tx, 'sql'>, since: number): Promise<ChannelUse[]> =>
  sql<ChannelUse>(
    `SELECT channel, MAX(accepted_at) AS "lastAt", SUM(CASE WHEN accepted_at >= $1 THEN 1 ELSE 0 END) AS taken FROM deliveries
     WHERE version_id IN (SELECT id FROM versions WHERE issued_at IS NOT NULL ORDER BY issued_at DESC LIMIT ${newest})
     GROUP BY channel`,
    since,
  );

/** When each kind was last issued in this world, ms UTC. */
export const readLastIssued = ({ sql }: Pick<Tx, 'sql'>): Promise<{ kind: string; at: number }[]> =>
  sql<{ kind: string; at: number }>(
    'SELECT kind, MAX(issued_at) AS at FROM versions WHERE issued_at IS NOT NULL GROUP BY kind',
  );
