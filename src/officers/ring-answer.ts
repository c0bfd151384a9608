import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { appendLog } from '../store/log.store.js';
import { findRing, moveRing } from '../store/ring.store.js';
import type { Store } from '../store/store.js';

/** What an answer needs. */
export interface RingAnswerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
}

/**
 * "1": I'm looking. It stands on the waiting officer's screen and in the log, and nobody else is rung for a while. It approves
 * nothing: that is done in the console. Answers the key of what is said next.
 */
export async function answerRing(
  { store, clock, notifier, say }: RingAnswerDeps,
  id: string,
): Promise<'ring.thanks' | 'ring.over'> {
  const now = clock.now();
  const waits = await store.write(async (tx) => {
    const ring = await findRing(tx, id, now);
    if (ring === null || !ring.waiting) return false;
    if (!(await moveRing(tx, id, { state: 'answered', answeredAt: now }))) return true;
    await appendLog(tx, {
      at: now,
      enteredAt: now,
      category: 'call',
      actor: ring.officer,
      text: say('ja', 'log.ring-answered', { name: ring.officer }),
      alertId: ring.alertId,
      data: { versionId: ring.versionId, ringId: id },
    });
    return true;
  }, 'urgent');
  if (waits) notifier.notify('changed', { topics: ['rings', 'log'] });
  return waits ? 'ring.thanks' : 'ring.over';
}

const failed = new Set(['failed', 'canceled']);
const over = new Set(['completed', 'busy', 'no-answer', ...failed]);

/** The call is over: whoever did not press 1 has not answered. */
export async function endRing(
  { store, notifier }: RingAnswerDeps,
  id: string,
  status: string,
): Promise<void> {
  if (!over.has(status)) return;
  const state = failed.has(status) ? 'failed' : 'silent';
  const moved = await store.write((tx) => moveRing(tx, id, { state }), 'needed');
  // Whoever rings the next one looks again at once.
  if (moved) notifier.notify('changed', { topics: ['rings', 'alerts'] });
}
