import { carriedChannelIds, type ChannelId } from '../domain/channel.js';
import type { ChannelTrouble, ChannelTroubles } from '../domain/channel-trouble.js';
import type { LotTx } from './store.js';
import type { MetaEntry } from './world-guard.js';

/** A row of `meta` while a channel's sends fail, for all processes on the database, and over a restart. */
const prefix = 'trouble.';
const keys = carriedChannelIds.map((id) => `'${prefix}${id}'`).join(', ');

export async function readTroubles({ sql }: Pick<LotTx, 'sql'>): Promise<ChannelTroubles> {
  const rows = await sql<MetaEntry>(`SELECT key, value FROM meta WHERE key IN (${keys})`);
  return new Map(
    rows.map(({ key, value }) => [
      key.slice(prefix.length) as ChannelId,
      JSON.parse(value) as ChannelTrouble,
    ]),
  );
}

/** Notes a channel's trouble; one that is known already goes on since when it began. */
export async function noteTrouble(tx: LotTx, channel: ChannelId, trouble: ChannelTrouble): Promise<void> {
  const known = (await readTroubles(tx)).get(channel);
  await tx.sql(
    'INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    prefix + channel,
    JSON.stringify({ ...trouble, since: known?.since ?? trouble.since }),
  );
}

/** Something was taken again. Returns the trouble that is over; null when another process has said so. */
export async function endTrouble({ sql }: LotTx, channel: ChannelId): Promise<ChannelTrouble | null> {
  const [ended] = await sql<MetaEntry>(
    'DELETE FROM meta WHERE key = $1 RETURNING key, value',
    prefix + channel,
  );
  return ended === undefined ? null : (JSON.parse(ended.value) as ChannelTrouble);
}
