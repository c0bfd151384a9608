import { broadcastChannels, type ChannelId } from '../domain/channel.js';
import { eraseMarks } from './manual.store.js';
import type { Store, Tx } from './store.js';

/** Rows that one write may touch: some milliseconds, so that an urgent claim waits no longer than that. */
export const retentionLot = 250;

/** No dispatcher and no person will touch these again. */
const settled = `state IN ('accepted', 'delivered', 'refused', 'expired', 'superseded')`;

/** An erased target: unique like the one it replaces, and nobody's. Real ones stand before or behind this range. */
const erasedTarget = `'erased:' || id`;
const ranges = [
  ['', 'erased:'],
  ['erased;', null],
] as const;

/**
 * Alerts whose addresses nothing needs any more: every version issued and ended before `before`, no delivery that may
 * still move, none of its districts and hazards in force or changed since `quietSince` (the cancel of what replaced an
 * order puts the order back, and its own cancel must find whom it reached). Oldest first. Times in milliseconds UTC.
 */
export async function erasableAlerts(
  { sql }: Pick<Tx, 'sql'>,
  before: number,
  quietSince: number,
  limit: number,
): Promise<readonly string[]> {
  const moving = ['pending', 'sending', 'unsure', 'held']
    .map((state) => `AND a.id NOT IN (SELECT alert_id FROM deliveries WHERE state = '${state}')`)
    .join('\n     ');
  const rows = await sql<{ id: string }>(
    `SELECT a.id FROM alerts a
     WHERE EXISTS (SELECT 1 FROM versions v WHERE v.alert_id = a.id AND v.issued_at IS NOT NULL
         AND (a.erased_at IS NULL OR v.issued_at >= a.erased_at))
       AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.alert_id = a.id
         AND (v.created_at >= $1 OR v.issued_at >= $1 OR (v.issued_at IS NOT NULL AND v.expires_at >= $1)))
     ${moving}
     AND a.id NOT IN (SELECT v.alert_id FROM district_states s
       JOIN effects e ON e.district = s.district AND e.hazard = s.hazard JOIN versions v ON v.id = e.version_id)
     AND a.id NOT IN (SELECT v.alert_id FROM effects late
       JOIN effects e ON e.district = late.district AND e.hazard = late.hazard JOIN versions v ON v.id = e.version_id
       WHERE late.at >= $2)
     ORDER BY a.created_at, a.id LIMIT $3`,
    before,
    quietSince,
    limit,
  );
  return rows.map(({ id }) => id);
}

/** A version's deliveries on one personal channel. */
export interface PersonalPart {
  readonly versionId: string;
  readonly channel: string;
}

/** Stations and accounts are nobody's personal data; all other channels have people's addresses. */
export async function personalParts(
  { sql }: Pick<Tx, 'sql'>,
  alertId: string,
): Promise<readonly PersonalPart[]> {
  const rows = await sql<PersonalPart>(
    `SELECT version_id AS "versionId", channel FROM version_channels WHERE alert_id = $1 ORDER BY version_id, channel`,
    alertId,
  );
  return rows.filter(({ channel }) => !broadcastChannels.includes(channel as ChannelId));
}

/** How many deliveries of a part still name an address. */
export async function countPersonal(
  { sql }: Pick<Tx, 'sql'>,
  { versionId, channel }: PersonalPart,
): Promise<number> {
  const [row] = await sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM deliveries WHERE version_id = $1 AND channel = $2 AND address_id IS NOT NULL AND ${settled}`,
    versionId,
    channel,
  );
  return row?.n ?? 0;
}

/**
 * Erases one lot after another of a part's deliveries: target, address id, provider reference, call, and what a provider
 * said in its own words. State, channel, language, district, times and the fault's code stay. Yields the size of each lot.
 */
export async function* eraseDeliveries(store: Store, part: PersonalPart): AsyncGenerator<number> {
  for (const [from, until] of ranges) {
    for (let after: string | null = from; after !== null;) {
      const start: string = after;
      const lot = await erasing(store, (tx) => eraseLot(tx, part, start, until));
      after = lot.last;
      if (lot.erased > 0) yield lot.erased;
    }
  }
}

async function eraseLot(
  { sql }: Tx,
  { versionId, channel }: PersonalPart,
  after: string,
  until: string | null,
): Promise<{ erased: number; last: string | null }> {
  const rows = await sql<{ id: number; target: string; fault: string | null }>(
    `SELECT id, target, fault FROM deliveries WHERE version_id = $1 AND channel = $2 AND target > $3
       ${until === null ? '' : `AND target < '${until}'`} AND address_id IS NOT NULL AND ${settled} ORDER BY target LIMIT $4`,
    versionId,
    channel,
    after,
    retentionLot,
  );
  const last = rows.at(-1);
  if (!last) return { erased: 0, last: null };
  for (const { id, fault } of rows) {
    const said = fault === null ? null : (JSON.parse(fault) as { at: string; code: string; detail?: string });
    if (said?.detail === undefined) continue;
    const { at, code } = said;
    await sql('UPDATE deliveries SET fault = $2 WHERE id = $1', id, JSON.stringify({ at, code }));
  }
  await sql(
    `UPDATE deliveries SET target = ${erasedTarget}, address_id = NULL, ref = NULL, call_id = NULL
     WHERE version_id = $1 AND channel = $2 AND target > $3 AND target <= $4 AND address_id IS NOT NULL AND ${settled}`,
    versionId,
    channel,
    after,
    last.target,
  );
  return { erased: rows.length, last: rows.length < retentionLot ? null : last.target };
}

/** Calls of erased alerts on personal channels. */
const erasableCall = `version_id IN (SELECT v.id FROM versions v JOIN alerts a ON a.id = v.alert_id WHERE v.issued_at < a.erased_at)
  AND channel NOT IN (${broadcastChannels.map((channel) => `'${channel}'`).join(', ')})`;

/**
 * Deletes the calls of erased alerts' personal channels: their member lists name addresses, and the deliveries they carried
 * are settled. Ids are in the order of time, so one walk ends where all are younger. Yields after each lot.
 */
export async function* eraseCalls(store: Store, before: number): AsyncGenerator<void> {
  for (let after = ''; ;) {
    const page = await store.read.sql<{ id: string; committed_at: number; due: number }>(
      `SELECT id, committed_at, CASE WHEN ${erasableCall} THEN 1 ELSE 0 END AS due FROM calls WHERE id > $1 ORDER BY id LIMIT $2`,
      after,
      retentionLot,
    );
    const last = page.at(-1);
    if (!last || page.every((row) => row.committed_at >= before)) return;
    if (page.some(({ due }) => due === 1))
      await erasing(store, ({ sql }) =>
        sql(`DELETE FROM calls WHERE id > $1 AND id <= $2 AND ${erasableCall}`, after, last.id),
      );
    after = last.id;
    yield;
  }
}

export async function markErased(tx: Tx, alertId: string, now: number): Promise<void> {
  await eraseMarks(tx, alertId);
  await tx.sql('UPDATE alerts SET erased_at = $2 WHERE id = $1', alertId, now);
}

/** Rows of a table that are past their time: which, and what is done with them. */
interface Stale {
  readonly table: string;
  readonly key: string;
  /** Condition with `$1`, the time before which a row is past it. */
  readonly where: string;
  /** `DELETE`, or what is set instead. */
  readonly set?: string;
}

const stale = {
  logPersonal: {
    table: 'log_personal',
    key: 'entry_id',
    where: 'entry_id IN (SELECT id FROM log_entries WHERE entered_at < $1)',
  },
  telegrams: { table: 'telegrams', key: 'id', where: `received_at < $1 AND raw <> ''`, set: `raw = ''` },
  sessions: { table: 'sessions', key: 'id_hash', where: '(expires_at < $1 OR revoked_at < $1)' },
  answers: { table: 'answers', key: '"key"', where: 'at < $1' },
} as const satisfies Record<string, Stale>;
export type StaleName = keyof typeof stale;
export const staleNames = Object.keys(stale) as readonly StaleName[];

export async function countStale({ sql }: Pick<Tx, 'sql'>, name: StaleName, before: number): Promise<number> {
  const { table, where } = stale[name];
  const [row] = await sql<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`, before);
  return row?.n ?? 0;
}

/** What came from residents' telephones: a provider's ids of its calls and messages, as `ref` of a delivery is one. */
const inputs: Stale = { table: 'phone_inputs', key: 'id', where: 'at < $1' };

export const eraseInputs = (store: Store, before: number) => eraseRows(store, inputs, before);

/** Erases what is past its time in one table, lot by lot. Yields the size of each lot. */
export const eraseStale = (store: Store, name: StaleName, before: number) =>
  eraseRows(store, stale[name], before);

async function* eraseRows(
  store: Store,
  { table, key, where, set }: Stale,
  before: number,
): AsyncGenerator<number> {
  const act = set === undefined ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${set}`;
  for (;;) {
    const rows = await erasing(store, ({ sql }) =>
      sql(
        `${act} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT $2) AND ${where} RETURNING 1 AS done`,
        before,
        retentionLot,
      ),
    );
    if (rows.length === 0) return;
    yield rows.length;
  }
}

/** One write whose freed space is overwritten with zeros on SQLite. Elsewhere the hub does without: it costs each claim. */
export const erasing = <T>(store: Store, work: (tx: Tx) => Promise<T>): Promise<T> =>
  store.write(async (tx) => {
    if (store.engine !== 'sqlite') return work(tx);
    await tx.sql('PRAGMA secure_delete = ON');
    try {
      return await work(tx);
    } finally {
      await tx.sql('PRAGMA secure_delete = OFF');
    }
  });

/** Whether anything is on its way to a provider: retention waits until it is not. */
export async function isSending({ sql }: Pick<Tx, 'sql'>): Promise<boolean> {
  for (const state of ['pending', 'sending', 'unsure'])
    if ((await sql(`SELECT 1 AS one FROM deliveries WHERE state = '${state}' LIMIT 1`)).length > 0)
      return true;
  return false;
}

const lastRun = 'retention-at';

/** Takes the run that is due for this process, when the last was begun `every` ago or longer; false when it is not due. */
export async function takeRun({ sql }: Tx, now: number, every: number): Promise<boolean> {
  await sql(`INSERT INTO meta ("key", value) VALUES ($1, '0') ON CONFLICT DO NOTHING`, lastRun);
  const rows = await sql(
    `UPDATE meta SET value = $2 WHERE "key" = $1 AND CAST(value AS bigint) <= $3 RETURNING value`,
    lastRun,
    String(now),
    now - every,
  );
  return rows.length > 0;
}

/** Gives a run back that was broken off: it is due again at once. */
export const giveRunBack = ({ sql }: Tx) => sql(`UPDATE meta SET value = '0' WHERE "key" = $1`, lastRun);
