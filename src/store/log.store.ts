import { chainText, genesis, type LogEntry, type NewLogEntry } from '../domain/log-entry.js';
import { randomToken, sha256 } from '../platform/digest.js';
import { newId } from '../platform/id.js';
import { LogPersonalRow, LogRow } from './entities/log.entity.js';
import type { Tx } from './store.js';

/** An entry as a stage writes it: ids, hashes and the personal side row are made here. */
export type LogInput = Pick<NewLogEntry, 'at' | 'enteredAt' | 'category' | 'actor' | 'text'> & {
  readonly source?: string | null;
  readonly alertId?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly personal?: string | null;
};

/** The newest entry's place and hash; the genesis hash of an empty log. */
export async function readLogHead({ sql }: Pick<Tx, 'sql'>): Promise<{ seq: number; hash: string }> {
  const [head] = await sql<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM log_entries ORDER BY seq DESC LIMIT 1',
  );
  return head ?? { seq: 0, hash: await genesisHash({ sql }) };
}

async function genesisHash({ sql }: Pick<Tx, 'sql'>): Promise<string> {
  const rows = await sql<{ key: string; value: string }>(
    "SELECT key, value FROM meta WHERE key IN ('world', 'town')",
  );
  const value = (key: string) => rows.find((row) => row.key === key)?.value ?? '';
  return sha256(genesis(value('world'), value('town')));
}

/** Appends an entry inside the caller's transaction: gap-free, chained to the one before. */
export async function appendLog(tx: Tx, input: LogInput): Promise<LogEntry> {
  const { seq: last, hash: prevHash } = await readLogHead(tx);
  const salt = randomToken(16);
  const personal = input.personal ?? null;
  const entry: NewLogEntry = {
    id: newId(),
    at: input.at,
    enteredAt: input.enteredAt,
    category: input.category,
    actor: input.actor,
    text: input.text,
    source: input.source ?? null,
    alertId: input.alertId ?? null,
    data: input.data ?? {},
    personalHash: personal === null ? null : sha256(salt + personal),
  };
  const seq = last + 1;
  const hash = sha256(chainText(entry, seq, prevHash));
  await tx.rows.insert(LogRow, { ...entry, seq, prevHash, hash, data: JSON.stringify(entry.data) });
  if (personal !== null) await tx.rows.insert(LogPersonalRow, { entryId: entry.id, salt, body: personal });
  return { ...entry, seq, prevHash, hash };
}

/** A row as an entry. */
export const toEntry = (row: LogRow): LogEntry => ({
  ...row,
  category: row.category as LogEntry['category'],
  data: JSON.parse(row.data) as Record<string, unknown>,
});

/** Newest entries first, those before `before` when given. */
export async function listLog(tx: Tx, limit: number, before: number | null): Promise<readonly LogEntry[]> {
  const query = tx.rows.createQueryBuilder(LogRow, 'entry').orderBy('entry.seq', 'DESC').limit(limit);
  if (before !== null) query.where('entry.seq < :before', { before });
  return (await query.getMany()).map(toEntry);
}

/** What the audit looks for; times in milliseconds UTC of the event, the first inclusive. */
interface LogSearch {
  readonly categories?: readonly string[] | undefined;
  readonly actor?: string | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Newest entries first that fit every condition. */
export async function searchLog(tx: Tx, search: LogSearch): Promise<readonly LogEntry[]> {
  const { categories, actor, from, until, before, limit } = search;
  const query = tx.rows.createQueryBuilder(LogRow, 'entry').orderBy('entry.seq', 'DESC').limit(limit);
  if (categories) query.andWhere('entry.category IN (:...categories)', { categories });
  if (actor !== undefined) query.andWhere('entry.actor = :actor', { actor });
  if (from !== undefined) query.andWhere('entry.at >= :from', { from });
  if (until !== undefined) query.andWhere('entry.at < :until', { until });
  if (before !== undefined) query.andWhere('entry.seq < :before', { before });
  return (await query.getMany()).map(toEntry);
}

/** Everybody in whose name an entry stands. */
export const listActors = async ({ sql }: Pick<Tx, 'sql'>): Promise<readonly string[]> =>
  (await sql<{ actor: string }>('SELECT DISTINCT actor FROM log_entries ORDER BY actor')).map(
    ({ actor }) => actor,
  );

/** A thousand entries after `after`, oldest first. */
export const readLogLot = async ({ sql }: Pick<Tx, 'sql'>, after: number): Promise<readonly LogEntry[]> =>
  (await sql<LogRow>(lotSql, after)).map(toEntry);

/** What is wrong with the chain, and where; empty when whole. */
export interface LogFault {
  readonly seq: number;
  readonly fault: 'edited' | 'missing' | 'chain-broken' | 'personal-edited' | 'truncated' | 'rewritten';
}

/** A head that was written down outside the database. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
  /** The head is the entry of a restore: the log went back to entry `after` and goes on from there. */
  readonly restored?: { readonly after: number } | undefined;
}

/** Entries that a restore from a backup lost, as the log itself says in entry `saidIn`. */
export interface LogLoss {
  readonly from: number;
  readonly to: number;
  readonly saidIn: number;
}

export interface LogVerdict {
  readonly entries: number;
  readonly faults: readonly LogFault[];
  readonly lost: readonly LogLoss[];
}

/**
 * Reads the whole log in lots and checks every hash; then the anchors, which show truncation and rewriting. Anchors of
 * a part that the log itself says was lost with a restore are no fault, but are told.
 */
export async function verifyLog(tx: Pick<Tx, 'sql'>, anchors: readonly Anchor[]): Promise<LogVerdict> {
  const faults: LogFault[] = [];
  const { standing, lost } = await withoutLost(tx, anchors);
  const anchored = new Map(standing.map((anchor) => [anchor.seq, anchor.hash]));
  let expected = 1;
  let prevHash = await genesisHash(tx);
  for (;;) {
    const lot = await tx.sql<LogRow>(lotSql, expected - 1);
    for (const row of lot) {
      const entry = toEntry(row);
      if (entry.seq !== expected) faults.push({ seq: expected, fault: 'missing' });
      if (entry.prevHash !== prevHash) faults.push({ seq: entry.seq, fault: 'chain-broken' });
      if (sha256(chainText(entry, entry.seq, entry.prevHash)) !== entry.hash)
        faults.push({ seq: entry.seq, fault: 'edited' });
      const anchor = anchored.get(entry.seq);
      if (anchor !== undefined && anchor !== entry.hash) faults.push({ seq: entry.seq, fault: 'rewritten' });
      prevHash = entry.hash;
      expected = entry.seq + 1;
    }
    if (lot.length === 0) break;
  }
  for (const { seq } of standing) if (seq >= expected) faults.push({ seq, fault: 'truncated' });
  return { entries: expected - 1, faults: [...faults, ...(await personalFaults(tx))], lost };
}

/** Takes away the anchors of lost entries, where the restore's own entry stands in the log and names them all. */
async function withoutLost(
  tx: Pick<Tx, 'sql'>,
  anchors: readonly Anchor[],
): Promise<{ standing: readonly Anchor[]; lost: readonly LogLoss[] }> {
  const lost: LogLoss[] = [];
  let standing: Anchor[] = [];
  for (const anchor of anchors) {
    if (anchor.restored) {
      const { after } = anchor.restored;
      const gone = standing.filter(({ seq }) => seq > after);
      const to = anchor.seq === after + 1 ? await lostUntil(tx, anchor) : 0;
      if (gone.length > 0 && gone.every(({ seq }) => seq <= to)) {
        standing = standing.filter(({ seq }) => seq <= after);
        lost.push({ from: after + 1, to, saidIn: anchor.seq });
      }
    }
    standing.push(anchor);
  }
  return { standing, lost };
}

/** The last entry that the log says was lost, in the restore's entry that the anchor names; 0 where it says nothing. */
async function lostUntil({ sql }: Pick<Tx, 'sql'>, { seq, hash }: Anchor): Promise<number> {
  const [row] = await sql<{ data: string }>(
    'SELECT data FROM log_entries WHERE seq = $1 AND hash = $2',
    seq,
    hash,
  );
  const data = row ? (JSON.parse(row.data) as { restored?: { lost?: { to: number } | null } }) : {};
  return data.restored?.lost?.to ?? 0;
}

const lotSql = `SELECT seq, id, at, entered_at AS "enteredAt", category, actor, text, source, alert_id AS "alertId", data,
  personal_hash AS "personalHash", prev_hash AS "prevHash", hash FROM log_entries WHERE seq > $1 ORDER BY seq LIMIT 1000`;

/** An erased side row is no fault; one that no longer fits its hash is. */
async function personalFaults({ sql }: Pick<Tx, 'sql'>): Promise<LogFault[]> {
  const rows = await sql<{ seq: number; salt: string; body: string; hash: string | null }>(
    `SELECT e.seq, p.salt, p.body, e.personal_hash AS hash FROM log_personal p JOIN log_entries e ON e.id = p.entry_id`,
  );
  return rows
    .filter((row) => row.hash !== sha256(row.salt + row.body))
    .map(({ seq }) => ({ seq, fault: 'personal-edited' }));
}
