import { appendLog } from './log.store.js';
import type { Tx } from './store.js';

type Lines = Pick<Tx, 'sql'>;

/** A scenario's telegrams carry the drill's id before their digest; the index `telegrams_of_feed` has the same words. */
const ofFeed = 'length(hash) = 64';

/** When the last telegram of any kind came in, as the inbox says it (a scenario's time in a drill); null before the first. */
export async function lastTelegramAt({ sql }: Lines): Promise<number | null> {
  const [row] = await sql<{ at: number }>('SELECT received_at AS at FROM telegrams ORDER BY id DESC LIMIT 1');
  return row?.at ?? null;
}

/** The same of what a forwarder brought: a scenario says nothing about the feed. */
export async function feedHeardAt({ sql }: Lines): Promise<number | null> {
  const [row] = await sql<{ at: number }>(
    `SELECT received_at AS at FROM telegrams WHERE ${ofFeed} ORDER BY received_at DESC LIMIT 1`,
  );
  return row?.at ?? null;
}

/** When this hub wrote its first word into the log: a feed that never spoke is silent since then. */
export async function firstEntryAt({ sql }: Lines): Promise<number | null> {
  const [row] = await sql<{ at: number }>('SELECT entered_at AS at FROM log_entries WHERE seq = 1');
  return row?.at ?? null;
}

/** Since when a task says that the feed is silent; null while none is open. */
export async function feedSilentSince({ sql }: Lines): Promise<number | null> {
  const [row] = await sql<{ at: number }>(
    "SELECT opened_at AS at FROM tasks WHERE version_id IS NULL AND kind = 'feed' AND closed_at IS NULL",
  );
  return row?.at ?? null;
}

/** What the log says of a turn of the feed. */
interface Turn {
  readonly now: number;
  readonly actor: string;
  readonly text: string;
  /** Null where nothing ever came. */
  readonly lastAt: number | null;
}

/** The task for a person and the log entry that the feed fell silent. */
export async function openFeedTask(tx: Tx, id: string, turn: Turn): Promise<void> {
  await tx.sql(
    "INSERT INTO tasks (id, kind, reason, opened_at) VALUES ($1, 'feed', 'silent', $2)",
    id,
    turn.now,
  );
  await logTurn(tx, turn, true);
}

/** It speaks again: nothing is left to do. */
export async function closeFeedTask(tx: Tx, turn: Turn): Promise<void> {
  await tx.sql(
    "UPDATE tasks SET closed_at = $1, closed_by = 'hub' WHERE version_id IS NULL AND kind = 'feed' AND closed_at IS NULL",
    turn.now,
  );
  await logTurn(tx, turn, false);
}

const logTurn = (tx: Tx, { now, actor, text, lastAt }: Turn, silent: boolean) =>
  appendLog(tx, {
    at: now,
    enteredAt: now,
    category: 'failure',
    actor,
    text,
    data: { feed: silent ? 'silent' : 'heard', lastAt },
  });
