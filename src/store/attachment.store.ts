import type { AttachmentType, LogAttachment } from '../domain/attachment.js';
import { listOf } from './dialect.js';
import { AttachmentRow } from './entities/attachment.entity.js';
import { erasing } from './retention.store.js';
import type { Store, Tx } from './store.js';

/** A file's digest, type and size: what an entry must say of it as it is. */
export type AttachmentFacts = Omit<LogAttachment, 'name'>;

/** Keeps the bytes, once; uploaded again they wait for their entry anew. */
export async function keepAttachment(
  tx: Tx,
  { sha256, type, size }: AttachmentFacts,
  bytes: Buffer,
  now: number,
): Promise<void> {
  const renewed = await tx.sql(
    'UPDATE attachments SET at = $2 WHERE sha256 = $1 RETURNING sha256',
    sha256,
    now,
  );
  if (renewed.length === 0)
    await tx.rows.insert(AttachmentRow, { sha256, type, size, body: bytes.toString('base64'), at: now });
}

/** Holds these files for the entry that is about to name them; true when all are there, just as it says. */
export async function claimAttachments(
  { engine, sql }: Tx,
  named: readonly AttachmentFacts[],
  now: number,
): Promise<boolean> {
  const rows = await sql<AttachmentFacts>(
    `UPDATE attachments SET at = $2 WHERE sha256 IN ${listOf(engine, '$1', 'text')} RETURNING sha256, type, size`,
    JSON.stringify(named.map(({ sha256 }) => sha256)),
    now,
  );
  return named.every((one) =>
    rows.some(({ sha256, type, size }) => sha256 === one.sha256 && type === one.type && size === one.size),
  );
}

/** An entry that was just written holds its files; those that a follow-up only repeats, and that are erased, stay so. */
export async function holdAttachments(
  { engine, sql }: Tx,
  seq: number,
  named: readonly AttachmentFacts[],
): Promise<void> {
  if (named.length === 0) return;
  await sql(
    `INSERT INTO log_attachments (seq, sha256)
     SELECT CAST($1 AS integer), sha256 FROM attachments WHERE sha256 IN ${listOf(engine, '$2', 'text')}`,
    seq,
    JSON.stringify(named.map(({ sha256 }) => sha256)),
  );
}

/** Of these entries' files those that are kept, as `seq digest`. */
export async function readHeld(
  { engine, sql }: Pick<Tx, 'engine' | 'sql'>,
  seqs: readonly number[],
): Promise<ReadonlySet<string>> {
  if (seqs.length === 0) return new Set();
  const rows = await sql<{ seq: number; sha256: string }>(
    `SELECT seq, sha256 FROM log_attachments WHERE seq IN ${listOf(engine, '$1', 'integer')}`,
    JSON.stringify(seqs),
  );
  return new Set(rows.map(({ seq, sha256 }) => `${seq} ${sha256}`));
}

/** A file by its digest, where it is there. */
export async function readAttachment(
  { sql }: Pick<Tx, 'sql'>,
  sha256: string,
): Promise<{ readonly type: AttachmentType; readonly bytes: Buffer } | null> {
  const [row] = await sql<{ type: AttachmentType; body: string }>(
    'SELECT type, body FROM attachments WHERE sha256 = $1',
    sha256,
  );
  return row ? { type: row.type, bytes: Buffer.from(row.body, 'base64') } : null;
}

/** Files that one write deletes: some megabytes each. */
const lot = 8;
const pastTime = 'seq IN (SELECT seq FROM log_entries WHERE entered_at < $1)';
const unheld = 'at < $1 AND NOT EXISTS (SELECT 1 FROM log_attachments h WHERE h.sha256 = attachments.sha256)';

/** How many attachments entries of before `before` still hold. */
export async function countHeld({ sql }: Pick<Tx, 'sql'>, before: number): Promise<number> {
  const [row] = await sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM log_attachments WHERE ${pastTime}`,
    before,
  );
  return row?.n ?? 0;
}

/** Entries of before `before` let go of their files, lot by lot. Yields the size of each lot. */
export async function* letGo(store: Store, before: number): AsyncGenerator<number> {
  for (;;) {
    const rows = await store.write(({ sql }) =>
      sql(
        `DELETE FROM log_attachments WHERE (seq, sha256) IN
           (SELECT seq, sha256 FROM log_attachments WHERE ${pastTime} LIMIT $2) RETURNING seq`,
        before,
        lot,
      ),
    );
    if (rows.length === 0) return;
    yield rows.length;
  }
}

/** Deletes the bytes that no entry holds and that were uploaded before `before`. Yields after each lot. */
export async function* sweepUnheld(store: Store, before: number): AsyncGenerator<void> {
  for (;;) {
    const rows = await erasing(store, ({ sql }) =>
      sql(
        `DELETE FROM attachments WHERE sha256 IN (SELECT sha256 FROM attachments WHERE ${unheld} LIMIT $2)
         RETURNING sha256`,
        before,
        lot,
      ),
    );
    if (rows.length === 0) return;
    yield;
  }
}
