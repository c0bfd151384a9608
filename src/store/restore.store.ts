import { newId } from '../platform/id.js';
import type { Say } from '../platform/sentences.js';
import { expandRest } from './expansion.store.js';
import { appendLog, readLogHead } from './log.store.js';
import { heldUntended, insertHeldTasks } from './settle.store.js';
import type { Tx } from './store.js';

/** Where and when a restored database comes from, and who restored it. */
export interface RestoreFacts {
  /** The backup folder's name. */
  readonly backup: string;
  readonly takenAt: number;
  /** Product version that wrote the backup. */
  readonly product: string;
  readonly by: string;
  readonly now: number;
  /** `2026-07-10 22:05` in the town's time. */
  readonly takenAtWords: string;
  /** The last entry that is known to have stood in the log, from the database or the anchors that were there; 0 for none. */
  readonly knownEntries: number;
}

/** What a restore took out of motion, and where the log goes on. */
export interface Restored {
  /** Deliveries that were on their way, by the state they were in. */
  readonly held: Readonly<Record<string, number>>;
  readonly lapsed: number;
  readonly sessions: number;
  /** District orders that stand as they stood when the backup was taken. */
  readonly orders: number;
  readonly log: { readonly after: number; readonly seq: number; readonly hash: string };
  /** Entries that were written after the backup; null where none is known. */
  readonly lost: { readonly from: number; readonly to: number } | null;
}

/**
 * Takes everything in a restored database out of motion (invariant Recover): what was on its way is held for a person
 * under an open task, submissions lapse, nobody is signed in. The log says that it was restored, and what it lost.
 */
export async function holdRestored(tx: Tx, facts: RestoreFacts, say: Say): Promise<Restored> {
  const { sql } = tx;
  // An audience that was still coming in would go on doing so by itself: all of it is brought in, and held.
  await expandRest(tx, facts.now);
  const moving = await sql<{ state: string; n: number }>(
    `SELECT state, COUNT(*) AS n FROM deliveries WHERE state IN ('pending', 'sending', 'unsure') GROUP BY state ORDER BY state`,
  );
  await sql(
    `UPDATE deliveries SET state = 'held', held_reason = 'restored', fence = fence + 1, lease_until = NULL, updated_at = $1
     WHERE state IN ('pending', 'sending', 'unsure')`,
    facts.now,
  );
  await insertHeldTasks(tx, await heldUntended(tx), facts.now, newId);
  const lapsed = await sql<{ id: string }>(
    `UPDATE versions SET status = 'lapsed' WHERE status = 'submitted' RETURNING id`,
  );
  const sessions = await sql<{ id_hash: string }>(
    'UPDATE sessions SET revoked_at = $1 WHERE revoked_at IS NULL RETURNING id_hash',
    facts.now,
  );
  const [orders] = await sql<{ n: number }>('SELECT COUNT(*) AS n FROM district_states');
  const held = Object.fromEntries(moving.map(({ state, n }) => [state, n]));
  const counts = { held, lapsed: lapsed.length, sessions: sessions.length, orders: orders?.n ?? 0 };
  return { ...counts, ...(await logRestore(tx, facts, say, counts)) };
}

async function logRestore(
  tx: Tx,
  facts: RestoreFacts,
  say: Say,
  counts: Omit<Restored, 'log' | 'lost'>,
): Promise<Pick<Restored, 'log' | 'lost'>> {
  const head = await readLogHead(tx);
  const lost = facts.knownEntries > head.seq ? { from: head.seq + 1, to: facts.knownEntries } : null;
  const all = Object.values(counts.held).reduce((sum, n) => sum + n, 0);
  const { backup, takenAt, product, takenAtWords } = facts;
  const words = { time: takenAtWords, head: head.seq, held: all };
  const entry = await appendLog(tx, {
    at: facts.now,
    enteredAt: facts.now,
    category: 'setting',
    actor: facts.by,
    text: lost
      ? say('ja', 'log.restored-with-loss', { ...words, ...lost })
      : say('ja', 'log.restored', words),
    data: { restored: { backup, takenAt, product, head, lost, ...counts } },
  });
  return { log: { after: head.seq, seq: entry.seq, hash: entry.hash }, lost };
}

/** A version that was issued, as an operator is told of it. */
export interface IssuedVersion {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  readonly n: number;
  readonly kind: string;
  readonly issuedAt: number;
}

/** Every version issued since a moment, oldest first. */
export const issuedSince = ({ sql }: Pick<Tx, 'sql'>, since: number): Promise<IssuedVersion[]> =>
  sql<IssuedVersion>(
    `SELECT v.id, a.year, a.number, v.n, v.kind, v.issued_at AS "issuedAt" FROM versions v JOIN alerts a ON a.id = v.alert_id
     WHERE v.issued_at >= $1 ORDER BY v.issued_at, v.id`,
    since,
  );
