import type { ChannelId, OtherCalls } from '../domain/channel.js';
import type { Tx } from './store.js';

/** No call of a version that ended a day ago is asked about any more. */
const day = 86_400_000;

/** The unsure delivery that is asked about, with its call. */
export interface AskedAbout {
  readonly id: number;
  readonly channel: ChannelId;
  readonly target: string;
  readonly committedAt: number;
}

/** What stands in the way of taking a provider's record of a call to this target for this delivery's. */
export async function otherCalls(
  { sql }: Pick<Tx, 'sql'>,
  { id, channel, target, committedAt }: AskedAbout,
  now: number,
): Promise<OtherCalls> {
  const rows = await sql<{ id: number; ref: string | null; state: string; committedAt: number | null }>(
    `SELECT d.id, d.ref, d.state, c.committed_at AS "committedAt"
     FROM deliveries d LEFT JOIN calls c ON c.id = d.call_id
     WHERE d.channel = $1 AND d.target = $2 AND d.version_id IN (SELECT v.id FROM versions v WHERE v.expires_at > $3)`,
    channel,
    target,
    now - day,
  );
  const rings = await sql<{ ref: string }>(
    'SELECT ref FROM rings WHERE channel = $1 AND at > $2 AND ref IS NOT NULL',
    channel,
    now - day,
  );
  const open = rows.filter((row) => row.id !== id && (row.state === 'sending' || row.state === 'unsure'));
  const isEarlier = (row: (typeof rows)[number]) => {
    const at = row.committedAt ?? 0;
    return at < committedAt || (at === committedAt && row.id < id);
  };
  const earlier = open.filter(isEarlier).length;
  const refs = [...rows, ...rings].flatMap(({ ref }) => (ref === null ? [] : [ref]));
  return { refs: new Set(refs), earlier, later: open.length - earlier };
}
