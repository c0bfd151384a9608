import { stoppableChannels } from '../domain/channel.js';
import { newId } from '../platform/id.js';
import type { Tx } from './store.js';
import { openTask } from './task.store.js';

type Lines = Pick<Tx, 'sql'>;

/** Deliveries whose call the far end may still be saying, or be about to. */
const mayBeSaid = `call_id IS NOT NULL AND state NOT IN ('delivered', 'refused', 'expired')`;

/** Channels whose far end can stop what it is saying. */
export const silenceable = (channel: string): boolean =>
  (stoppableChannels as readonly string[]).includes(channel);

/** Orders what a version is saying on a channel to be stopped; the dispatcher tells the far end. Returns whether there is anything. */
export async function orderSilence(
  tx: Lines,
  versionId: string,
  channel: string,
  reason: 'stop' | 'cancel',
  now: number,
): Promise<boolean> {
  if (!silenceable(channel)) return false;
  const [said] = await tx.sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM deliveries WHERE version_id = $1 AND channel = $2 AND ${mayBeSaid}`,
    versionId,
    channel,
  );
  if ((said?.n ?? 0) === 0) return false;
  await openTask(tx, { id: newId(), kind: 'silence', versionId, channel, reason, now });
  return true;
}

/** The same for every other version of an alert, when it is cancelled. */
export async function silenceAlert(tx: Lines, alertId: string, cancelId: string, now: number): Promise<void> {
  const rows = await tx.sql<{ version_id: string; channel: string }>(
    'SELECT version_id, channel FROM version_channels WHERE alert_id = $1 AND version_id <> $2',
    alertId,
    cancelId,
  );
  for (const { version_id, channel } of rows) await orderSilence(tx, version_id, channel, 'cancel', now);
}

/** An order to be silent that is not carried out yet. */
export interface Silence {
  readonly id: string;
  readonly versionId: string;
  readonly alertId: string;
  readonly reason: 'stop' | 'cancel';
  readonly expiresAt: number;
}

export const openSilences = ({ sql }: Lines, channel: string): Promise<Silence[]> =>
  sql(
    `SELECT t.id, t.version_id AS "versionId", v.alert_id AS "alertId", t.reason, v.expires_at AS "expiresAt"
     FROM tasks t JOIN versions v ON v.id = t.version_id
     WHERE t.kind = 'silence' AND t.closed_at IS NULL AND t.channel = $1 ORDER BY t.opened_at, t.id`,
    channel,
  );

/** A call that may be being said. `arrived` is false while it may still be on its way there. */
export interface SaidCall {
  readonly callId: string;
  readonly renderingId: string;
  readonly members: readonly (readonly [deliveryId: number, target: string])[];
  readonly arrived: boolean;
}

export async function callsSaid({ sql }: Lines, versionId: string, channel: string): Promise<SaidCall[]> {
  const rows = await sql<{ id: string; rendering_id: string; members: string; under_way: number }>(
    `SELECT c.id, c.rendering_id, c.members, said.under_way FROM calls c JOIN (
       SELECT call_id, SUM(CASE WHEN state IN ('sending', 'unsure') THEN 1 ELSE 0 END) AS under_way FROM deliveries
       WHERE version_id = $1 AND channel = $2 AND ${mayBeSaid} GROUP BY call_id) said ON said.call_id = c.id ORDER BY c.committed_at, c.id`,
    versionId,
    channel,
  );
  return rows.map(({ id, rendering_id, members, under_way }) => ({
    callId: id,
    renderingId: rendering_id,
    members: JSON.parse(members) as SaidCall['members'],
    arrived: under_way === 0,
  }));
}

/** The far end has stopped this call for good: what is held of it goes out as a new one when a person resumes. */
export const forgetCall = ({ sql }: Lines, versionId: string, channel: string, callId: string) =>
  sql(
    `UPDATE deliveries SET call_id = NULL
     WHERE version_id = $1 AND channel = $2 AND call_id = $3 AND state = 'held' AND held_reason = 'stopped'`,
    versionId,
    channel,
    callId,
  );
