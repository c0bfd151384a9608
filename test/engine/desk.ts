/** Officers' commands on deliveries against an engine: a desk that has what those commands use. */
import { createClock } from '../../src/platform/clock.js';
import { createNotifier, type Notifier } from '../../src/platform/notifier.js';
import type { Context, DeskDeps } from '../../src/desk/desk.js';
import { carriedChannelIds } from '../../src/domain/channel.js';
import type { Officer } from '../../src/domain/officer.js';
import type { Store } from '../../src/store/store.js';
import { say } from './support.js';

export const duty: Officer = { id: 'duty', name: '当直', roles: ['drafter'] };
export const reader: Officer = { id: 'reader', name: '閲覧', roles: ['reader'] };

/** Of a phrasebook, by which channels the hub sends: by all. */
export const everyChannel = { kinds: { any: { channels: carriedChannelIds } } };

/**
 * The town is not theirs, and of the phrasebook only by which channels the hub sends: a text that an officer sends again was
 * composed long before.
 */
export function deskOn(store: Store, notifier: Notifier = createNotifier(() => undefined)) {
  const parts = { store, notifier, clock: createClock(), world: 'drill', say, phrasebook: everyChannel };
  return parts as unknown as DeskDeps;
}

export const at = (now: number = Date.now(), officer: Officer = duty): Context => ({ officer, now, at: now });

/** Open tasks, with what waits under each: `sms stopped 3`. */
export async function tasksOf(store: Store): Promise<string[]> {
  const rows = await store.read.sql<{ channel: string; reason: string; n: number }>(
    `SELECT t.channel, t.reason, (SELECT COUNT(*) FROM deliveries d WHERE d.version_id = t.version_id
       AND d.channel = t.channel AND d.state = 'held' AND d.held_reason = t.reason) AS n
     FROM tasks t WHERE t.kind = 'held' AND t.closed_at IS NULL ORDER BY t.channel, t.reason`,
  );
  return rows.map(({ channel, reason, n }) => `${channel} ${reason} ${n}`);
}

/** Texts of the log, oldest first. */
export const logTexts = async (store: Store): Promise<string[]> =>
  (await store.read.sql<{ text: string }>('SELECT text FROM log_entries ORDER BY seq')).map(
    ({ text }) => text,
  );

/** Puts deliveries into a state, as if the dispatcher had. */
export const put = (store: Store, state: string, more = 'held_reason = NULL', where = '1 = 1') =>
  store.write(({ sql }) =>
    sql(`UPDATE deliveries SET state = '${state}', fence = fence + 1, ${more} WHERE ${where}`),
  );
