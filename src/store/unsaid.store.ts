import { stoppableChannels, type Fault } from '../domain/channel.js';
import { newId } from '../platform/id.js';
import type { Say } from '../platform/sentences.js';
import { appendLog } from './log.store.js';
import type { Tx } from './store.js';
import { openTask } from './task.store.js';

/** A broadcast that nobody heard, or of which people heard the siren and no words: a person says them by microphone. */
export interface Unsaid {
  readonly versionId: string;
  readonly alertId: string;
  readonly channel: string;
  readonly reason: 'refused' | 'siren-only';
  /** A key of errors.json. */
  readonly code: string;
}

/** Refusals after which there is nothing to say by hand: one loudspeaker's own, and a stop that somebody of the town wanted. */
const ownEndings: ReadonlySet<string> = new Set([
  'radio.station-silent',
  'radio.stopped',
  'radio.siren-only',
]);

/** Why a broadcast was refused as a whole: nothing of it sounded. Null where that is not so, and for other channels. */
export async function refusedWhole(
  { sql }: Pick<Tx, 'sql'>,
  versionId: string,
  channel: string,
): Promise<string | null> {
  if (!(stoppableChannels as readonly string[]).includes(channel)) return null;
  const faults = await sql<{ fault: string | null }>(
    `SELECT DISTINCT fault FROM deliveries WHERE version_id = $1 AND channel = $2 AND state = 'refused'`,
    versionId,
    channel,
  );
  const codes = faults.map(
    ({ fault }) => (JSON.parse(fault ?? '{}') as Partial<Fault>).code ?? 'radio.refused',
  );
  return codes.find((code) => !ownEndings.has(code)) ?? null;
}

/** Opens the task and says so in the log, unless that was done; in the transaction that recorded the refusal. */
export async function openUnsaidTask(tx: Tx, unsaid: Unsaid, now: number, say: Say): Promise<boolean> {
  const { versionId, alertId, channel, reason, code } = unsaid;
  const opened = await openTask(tx, { id: newId(), kind: 'unsaid', versionId, channel, reason, now });
  if (opened)
    await appendLog(tx, {
      ...{ at: now, enteredAt: now, category: 'failure', actor: say('ja', 'log.hub'), alertId },
      text: say('ja', `log.unsaid-${reason}`, {
        channel: say('ja', `channel.${channel}`),
        why: say('ja', code),
      }),
      data: { versionId, channel, reason, code },
    });
  return opened;
}
