import type { ChannelId } from '../domain/channel.js';
import type { LotTx, Store } from './store.js';

/** The database's clock in microseconds: the only one that all processes share. */
const now = 'CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)';

/** Slots taken, in microseconds. */
export interface Reserved {
  /** From the database's answer to the first of them. */
  readonly begins: number;
  /** How long the database worked, or waited for another process, before it answered. */
  readonly took: number;
}

/** Takes the next `count` slots of a provider's rate, `spacing` microseconds apart, for this process alone (PostgreSQL). */
export async function reserveSlots(
  { sql }: LotTx,
  channel: ChannelId,
  count: number,
  spacing: number,
): Promise<Reserved> {
  const [row] = await sql<Reserved>(
    `INSERT INTO provider_rates AS r (channel, next_at) VALUES ($1, ${now} + CAST($2 AS bigint))
     ON CONFLICT (channel) DO UPDATE SET next_at = GREATEST(r.next_at, ${now}) + CAST($2 AS bigint)
     RETURNING r.next_at - CAST($2 AS bigint) - ${now} AS begins,
       ${now} - CAST(extract(epoch FROM statement_timestamp()) * 1000000 AS bigint) AS took`,
    channel,
    Math.round(count * spacing),
  );
  if (!row) throw new Error('a rate was not kept');
  return row;
}

/** Gives out no slot for the next `duration` microseconds: a provider told one process to wait, and means all. */
export const pauseSlots = (store: Store, channel: ChannelId, duration: number) =>
  store.alone(({ sql }) =>
    sql(
      `INSERT INTO provider_rates AS r (channel, next_at) VALUES ($1, ${now} + CAST($2 AS bigint))
       ON CONFLICT (channel) DO UPDATE SET next_at = GREATEST(r.next_at, ${now} + CAST($2 AS bigint))`,
      channel,
      Math.round(duration),
    ),
  );
