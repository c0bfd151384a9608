import type { Say } from '../platform/sentences.js';
import { appendLog } from './log.store.js';
import type { LotTx, Store } from './store.js';
import { openTask } from './task.store.js';
import { openUnsaidTask, refusedWhole } from './unsaid.store.js';

interface Settled {
  readonly versionId: string;
  readonly alertId: string;
  readonly channel: string;
}

/**
 * What is in flight is looked at first, by its own small index (`|| ''` keeps the other away): while a fan-out goes on that
 * ends the search, which would else walk over all that is done already.
 */
const unsettled = `vc.settled_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.channel = vc.channel AND d.state = 'sending'
    AND d.version_id || '' = vc.version_id)
  AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.version_id = vc.version_id
  AND d.channel = vc.channel AND d.state IN ('pending', 'sending', 'unsure'))
  AND NOT EXISTS (SELECT 1 FROM expansions x WHERE x.version_id = vc.version_id AND x.channel = vc.channel)`;

/**
 * Closes channels of versions whose last delivery settled, and writes their one summary entry each into the
 * headquarters log: a row per delivery is the deliveries' own business. A broadcast that was refused as a whole waits for a
 * person from then on. Another process may come first: its entry counts.
 */
export async function settleChannels(store: Store, now: number, say: Say): Promise<readonly Settled[]> {
  const open = await store.read.sql<Settled>(
    `SELECT vc.version_id AS "versionId", vc.alert_id AS "alertId", vc.channel FROM version_channels vc
     WHERE ${unsettled}`,
  );
  const settled: Settled[] = [];
  for (const done of open) if (await settleOne(store, done, now, say)) settled.push(done);
  return settled;
}

const settleOne = (store: Store, { versionId, alertId, channel }: Settled, now: number, say: Say) =>
  store.write(async (tx) => {
    const first = await tx.sql(
      `UPDATE version_channels AS vc SET settled_at = $3 WHERE vc.version_id = $1 AND vc.channel = $2 AND ${unsettled}
       RETURNING version_id`,
      versionId,
      channel,
      now,
    );
    if (first.length === 0) return false;
    const counts = await tx.sql<{ state: string; n: number }>(
      'SELECT state, COUNT(*) AS n FROM deliveries WHERE version_id = $1 AND channel = $2 GROUP BY state ORDER BY state',
      versionId,
      channel,
    );
    await appendLog(tx, {
      at: now,
      enteredAt: now,
      category: 'channel',
      actor: say('ja', 'log.hub'),
      text: textOf(say, channel, counts),
      alertId,
      data: { channel, versionId, counts: Object.fromEntries(counts.map(({ state, n }) => [state, n])) },
    });
    const code = await refusedWhole(tx, versionId, channel);
    if (code !== null)
      await openUnsaidTask(tx, { versionId, alertId, channel, reason: 'refused', code }, now, say);
    return true;
  }, 'needed');

/** What people carry has only been given to them: each task says when it was done. */
function textOf(say: Say, channel: string, counts: readonly { state: string; n: number }[]): string {
  const given = counts.find(({ state }) => state === 'accepted')?.n ?? 0;
  if (channel === 'manual' && given > 0) return say('ja', 'log.manual-given', { count: given });
  return say('ja', 'log.channel-settled', {
    channel: say('ja', `channel.${channel}`),
    counts: counts.map(({ state, n }) => `${say('ja', `state.${state}`)} ${n}`).join('、') || '0',
  });
}

interface HeldGroup {
  readonly version_id: string;
  readonly channel: string;
  readonly held_reason: string;
}

/** Every held delivery stands under an open task for a person (invariant NoLoss): one per version, channel and reason. */
export async function openHeldTasks(store: Store, now: number, newId: () => string): Promise<number> {
  if ((await heldUntended(store.read)).length === 0) return 0;
  return store.write(async (tx) => {
    const missing = await heldUntended(tx);
    await insertHeldTasks(tx, missing, now, newId);
    return missing.length;
  }, 'needed');
}

/** Held deliveries that no open task stands for. */
export const heldUntended = ({ sql }: LotTx): Promise<HeldGroup[]> =>
  sql<HeldGroup>(
    `SELECT DISTINCT d.version_id, d.channel, d.held_reason FROM deliveries d WHERE d.state = 'held'
     AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.version_id = d.version_id AND t.channel = d.channel
       AND t.reason = d.held_reason AND t.closed_at IS NULL)`,
  );

export async function insertHeldTasks(
  { sql }: LotTx,
  groups: readonly HeldGroup[],
  now: number,
  newId: () => string,
): Promise<void> {
  for (const row of groups)
    await sql(
      `INSERT INTO tasks (id, kind, version_id, channel, reason, opened_at) VALUES ($1, 'held', $2, $3, $4, $5)`,
      newId(),
      row.version_id,
      row.channel,
      row.held_reason,
      now,
    );
}

/** Milliseconds before the end of an order's message at which somebody is asked to extend or lift it. */
const beforeEnd = 60 * 60_000;

/**
 * An order stands until it is lifted, but its message ends: feeds and residents' pages drop it, phones throw it away. Opens
 * the task to extend or lift it an hour before. Returns how many.
 */
export async function openExpiringTasks(store: Store, now: number, newId: () => string): Promise<number> {
  const due = await store.read.sql<{ id: string; expires_at: number }>(
    `SELECT v.id, v.expires_at FROM versions v WHERE v.status = 'issued' AND v.effects <> '[]' AND v.level IS NOT NULL
       AND v.expires_at <= $1 AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.version_id = v.id AND t.kind = 'expiring')`,
    now + beforeEnd,
  );
  if (due.length > 0)
    await store.write(async (tx) => {
      for (const { id, expires_at: dueAt } of due) {
        const task = { id: newId(), kind: 'expiring', versionId: id, channel: 'manual' } as const;
        await openTask(tx, { ...task, reason: 'expiring', now, dueAt });
      }
    }, 'needed');
  return due.length;
}

/** Messages that only inform end with their lifetime; an order stands until it is lifted. Returns how many ended. */
export async function expireVersions(store: Store, now: number): Promise<number> {
  const due = await store.read.sql<{ id: string }>(
    `SELECT id FROM versions WHERE status = 'issued' AND effects = '[]' AND expires_at <= $1`,
    now,
  );
  if (due.length > 0)
    await store.write(
      ({ sql }) =>
        sql(
          `UPDATE versions SET status = 'expired' WHERE status = 'issued' AND effects = '[]' AND expires_at <= $1`,
          now,
        ),
      'needed',
    );
  return due.length;
}
