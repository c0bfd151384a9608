import type { LogFacts, LogFollows } from '../domain/chronology.js';
import type { LogCategory, LogEntry } from '../domain/log-entry.js';
import { holdAttachments } from './attachment.store.js';
import { ChronologyRow, LogLookRow } from './entities/chronology.entity.js';
import { type LogPersonalRow, type LogRow } from './entities/log.entity.js';
import { listOf } from './dialect.js';
import { toEntry } from './log.store.js';
import type { SqlValue, Tx } from './store.js';

/** A thread of the chronology as it stands: where it began, its newest entry, and the one whose words stand. */
export interface ThreadPlace {
  readonly root: number;
  readonly newest: number;
  readonly said: number;
}

/** What is looked for; null where it doesn't matter. */
export interface ChronologyFilter {
  /** Of the words, the source, the names, in any entry of the thread. */
  readonly text: string | null;
  readonly category: LogCategory | null;
  /** `true`: only what officers wrote. */
  readonly officersOnly: boolean;
  readonly topic: string | null;
  /** A district's code; what concerns the whole town is found too. */
  readonly district: string | null;
  readonly importances: readonly string[] | null;
  readonly statuses: readonly string[] | null;
  /** Bounds of the time of the event, ms UTC, inclusive and exclusive. */
  readonly from: number | null;
  readonly to: number | null;
  /** `true`: only what bears a place. */
  readonly placed: boolean;
}

const importance = `COALESCE(c.importance, CASE WHEN e.category IN ('issue', 'failure') THEN 'high' ELSE 'normal' END)`;
/** As `isOfficers` says it; an officer's entry without a row is one of before there were any. */
const officers = `r.category IN ('call', 'report', 'note')
  AND (r.data = '{}' OR EXISTS (SELECT 1 FROM chronology o WHERE o.seq = r.seq))`;
const wordsOf = (entry: string): string =>
  `LOWER(${entry}.text || ' ' || COALESCE(${entry}.source, '') || ' ' || ${entry}.actor)`;

/** `%` and `_` are looked for as themselves. */
const pattern = (text: string): string => `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

/** The newest threads before `before`, that the filter lets through. */
export async function listThreads(
  { engine, sql }: Pick<Tx, 'engine' | 'sql'>,
  filter: ChronologyFilter,
  page: { readonly before: number | null; readonly limit: number },
): Promise<readonly ThreadPlace[]> {
  const values: SqlValue[] = [];
  const bound = (value: SqlValue): `$${number}` => `$${values.push(value)}`;
  const among = (column: string, list: readonly string[] | null): string[] =>
    list === null ? [] : [`${column} IN ${listOf(engine, bound(JSON.stringify(list)), 'text')}`];
  const compare = (words: string, value: string | number | null): string[] =>
    value === null ? [] : [`${words} ${bound(value)}`];
  const where = [
    'NOT EXISTS (SELECT 1 FROM chronology f WHERE f.seq = r.seq AND f.root <> r.seq)',
    ...compare('r.seq <', page.before),
    ...compare('r.category =', filter.category),
    ...(filter.officersOnly ? [officers] : []),
    ...compare('c.topic =', filter.topic),
    ...(filter.district === null ? [] : [`c.district IN ('all', ${bound(filter.district)})`]),
    ...among(importance, filter.importances),
    ...among('c.status', filter.statuses),
    ...compare('e.at >=', filter.from),
    ...compare('e.at <', filter.to),
    ...(filter.placed ? ['c.placed = 1'] : []),
  ];
  if (filter.text !== null) {
    const wanted = `LIKE ${bound(pattern(filter.text))} ESCAPE '\\'`;
    where.push(
      `(${wordsOf('r')} ${wanted} OR EXISTS (SELECT 1 FROM chronology f JOIN log_entries x ON x.seq = f.seq
        WHERE f.root = r.seq AND ${wordsOf('x')} ${wanted}))`,
    );
  }
  const limit = bound(page.limit);
  return sql<ThreadPlace>(
    `SELECT r.seq AS root, COALESCE(c.seq, r.seq) AS newest, COALESCE(c.said, r.seq) AS said FROM log_entries r
     LEFT JOIN chronology c ON c.root = r.seq AND c.newest = 1
     JOIN log_entries e ON e.seq = COALESCE(c.said, r.seq)
     WHERE ${where.join(' AND ')} ORDER BY r.seq DESC LIMIT ${limit}`,
    ...values,
  );
}

/** Every entry of these threads, oldest first, by the thread's first number. */
export async function readThreads(
  { engine, sql }: Pick<Tx, 'engine' | 'sql'>,
  roots: readonly number[],
): Promise<ReadonlyMap<number, readonly LogEntry[]>> {
  const list = listOf(engine, '$1', 'integer');
  const rows = await sql<LogRow & { root: number }>(
    `SELECT root, e.seq, e.id, e.at, e.entered_at AS "enteredAt", e.category, e.actor, e.text, e.source,
       e.alert_id AS "alertId", e.data, e.personal_hash AS "personalHash", e.prev_hash AS "prevHash", e.hash
     FROM (SELECT seq AS root, seq FROM log_entries WHERE seq IN ${list}
       UNION SELECT root, seq FROM chronology WHERE root IN ${list}) AS thread
     JOIN log_entries e ON e.seq = thread.seq ORDER BY root, e.seq`,
    JSON.stringify(roots),
  );
  const threads = new Map<number, LogEntry[]>();
  for (const { root, ...row } of rows) threads.set(root, [...(threads.get(root) ?? []), toEntry(row)]);
  return threads;
}

/** The thread that an entry belongs to; null where there is no such entry. */
export async function findThread({ sql }: Tx, seq: number): Promise<ThreadPlace | null> {
  const [place] = await sql<ThreadPlace>(
    `SELECT r.seq AS root, COALESCE(c.seq, r.seq) AS newest, COALESCE(c.said, r.seq) AS said FROM log_entries r
     LEFT JOIN chronology c ON c.root = r.seq AND c.newest = 1
     WHERE r.seq = COALESCE((SELECT root FROM chronology WHERE seq = $1), $1)`,
    seq,
  );
  return place ?? null;
}

/** Puts an entry that was just appended in its place: a thread of its own, or the newest of the one it follows. */
export async function placeInThread(
  tx: Tx,
  seq: number,
  facts: LogFacts,
  follows: { readonly place: ThreadPlace; readonly as: LogFollows['as'] } | null,
): Promise<void> {
  const root = follows?.place.root ?? seq;
  await tx.sql('UPDATE chronology SET newest = 0 WHERE root = $1 AND newest = 1', root);
  const { district, topic, importance: weight, status, place } = facts;
  await tx.rows.insert(ChronologyRow, {
    ...{ seq, root, newest: 1, district, topic, importance: weight, status },
    said: follows?.as === 'progress' ? follows.place.said : seq,
    placed: place === null ? null : 1,
  });
  await holdAttachments(tx, seq, facts.attachments);
}

/** How far an officer has read; null where she never looked. */
export async function readLook({ rows }: Tx, officerId: string): Promise<number | null> {
  return (await rows.findOneBy(LogLookRow, { officerId }))?.seq ?? null;
}

/** Remembers how far she has read; never backwards. */
export async function markLook(tx: Tx, officerId: string, seq: number, at: number): Promise<void> {
  await tx.sql(
    `INSERT INTO log_looks (officer_id, seq, at) VALUES ($1, $2, $3)
     ON CONFLICT (officer_id) DO UPDATE SET seq = EXCLUDED.seq, at = EXCLUDED.at WHERE log_looks.seq < EXCLUDED.seq`,
    officerId,
    seq,
    at,
  );
}

/** The personal side rows of these entries, by entry id; what was erased is missing. */
export async function readPersonal(
  { engine, sql }: Tx,
  entryIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<Pick<LogPersonalRow, 'body'> & { id: string }>(
    `SELECT entry_id AS id, body FROM log_personal WHERE entry_id IN ${listOf(engine, '$1', 'text')}`,
    JSON.stringify(entryIds),
  );
  return new Map(rows.map(({ id, body }) => [id, body]));
}
