import { ringChannels } from '../domain/ringing.js';
import { claimTelling, untoldBrokenGlass, type BrokenGlass } from '../store/break-glass.store.js';
import { appendLog } from '../store/log.store.js';
import { insertRing, listApprovers, type NewRing } from '../store/ring.store.js';
import type { Tx } from '../store/store.js';
import { openTask } from '../store/task.store.js';
import { call, type OnCall, type RingingDeps } from './ring-call.js';

/**
 * What an officer issued alone is told to every other approver at once, by telephone and SMS, whatever the hour (safety R5); a
 * review that is overdue becomes a task. What was told stands in the table, so that of several processes one tells it.
 */
export async function tellOfBrokenGlass(deps: RingingDeps, now: number): Promise<void> {
  const found = await untoldBrokenGlass(deps.store.read, now);
  if (found.length === 0) return;
  const onCall = deps.onCall(await listApprovers(deps.store.read));
  for (const { told, ...broken } of found) {
    if (told === 1) await sayOverdue(deps, broken, now);
    else await tell(deps, broken, onCall, now);
  }
}

async function tell(
  deps: RingingDeps,
  broken: BrokenGlass,
  onCall: readonly OnCall[],
  now: number,
): Promise<void> {
  const { channels, store, newId, notifier } = deps;
  const { versionId, kind, issuedAt, officerId } = broken;
  const others = onCall.filter(({ id }) => id !== officerId);
  const able = ringChannels.filter((one) => channels.some(({ id, notify }) => id === one && notify));
  const wanted = others.flatMap(({ id }) =>
    able.map((channel) => ({
      ...{ id: newId(), versionId, submittedAt: issuedAt, officerId: id, channel, round: 1 },
    })),
  );
  const rings = await store.write(async (tx) => {
    if (!(await claimTelling(tx, versionId, 'told_at', now))) return [];
    const made: NewRing[] = [];
    for (const ring of wanted) if (await insertRing(tx, ring, now)) made.push(ring);
    const names = made.length === 0 ? [] : others.map(({ name }) => name);
    const what = names.length === 0 ? 'nobody' : 'called';
    await note(deps, tx, broken, { what, names: names.join('、'), now });
    return made;
  }, 'urgent');
  notifier.notify('changed', { topics: ['log', 'rings'] });
  const rungFor = { kind, submittedAt: issuedAt, alone: true };
  await Promise.all(rings.map((ring) => call(deps, rungFor, onCall, ring)));
}

async function sayOverdue(deps: RingingDeps, broken: BrokenGlass, now: number): Promise<void> {
  const { versionId } = broken;
  await deps.store.write(async (tx) => {
    if (!(await claimTelling(tx, versionId, 'overdue_at', now))) return;
    const task = { id: deps.newId(), kind: 'review', versionId, channel: 'manual' } as const;
    await openTask(tx, { ...task, reason: 'break-glass', now });
    await note(deps, tx, broken, { what: 'overdue', names: '', now });
  }, 'needed');
  deps.notifier.notify('changed', { topics: ['tasks', 'staff', 'log'] });
}

const note = (
  { say }: RingingDeps,
  tx: Tx,
  { versionId, alertId, kind }: BrokenGlass,
  {
    what,
    names,
    now,
  }: { readonly what: 'called' | 'nobody' | 'overdue'; readonly names: string; readonly now: number },
) =>
  appendLog(tx, {
    ...{ at: now, enteredAt: now, category: 'call', actor: say('ja', 'log.hub'), alertId },
    text: say('ja', `log.break-glass-${what}`, { kind: say('ja', `kind.${kind}`), names }),
    data: { versionId, breakGlass: { [what]: true } },
  });
