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
export async function readLogHead({ sql }: Tx): Promise<{ seq: number; hash: string }> {
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

const toEntry = (row: LogRow): LogEntry => ({
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

/** What is wrong with the chain, and where; empty when whole. */
export interface LogFault {
  readonly seq: number;
  readonly fault: 'edited' | 'missing' | 'chain-broken' | 'personal-edited' | 'truncated' | 'rewritten';
}

/** A head that was written down outside the database. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
}

/** Reads the whole log in lots and checks every hash; then the anchors, which show truncation and rewriting. */
export async function verifyLog(
  tx: Tx,
  anchors: readonly Anchor[],
): Promise<{ entries: number; faults: LogFault[] }> {
  const faults: LogFault[] = [];
  const anchored = new Map(anchors.map((anchor) => [anchor.seq, anchor.hash]));
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
  for (const { seq } of anchors) if (seq >= expected) faults.push({ seq, fault: 'truncated' });
  return { entries: expected - 1, faults: [...faults, ...(await personalFaults(tx))] };
}

const lotSql = `SELECT seq, id, at, entered_at AS "enteredAt", category, actor, text, source, alert_id AS "alertId", data,
  personal_hash AS "personalHash", prev_hash AS "prevHash", hash FROM log_entries WHERE seq > $1 ORDER BY seq LIMIT 1000`;

/** An erased side row is no fault; one that no longer fits its hash is. */
async function personalFaults({ sql }: Tx): Promise<LogFault[]> {
  const rows = await sql<{ seq: number; salt: string; body: string; hash: string | null }>(
    `SELECT e.seq, p.salt, p.body, e.personal_hash AS hash FROM log_personal p JOIN log_entries e ON e.id = p.entry_id`,
  );
  return rows
    .filter((row) => row.hash !== sha256(row.salt + row.body))
    .map(({ seq }) => ({ seq, fault: 'personal-edited' }));
}
