import { alertNumber } from '../domain/alert-number.js';
import { newId } from '../platform/id.js';
import { AlertRow, VersionRow } from '../store/entities/alert.entity.js';
import { appendLog } from '../store/log.store.js';
import type { Tx } from '../store/store.js';
import { openTask } from '../store/task.store.js';
import type { Context, DeskDeps } from './desk.js';

/**
 * An order that a cancel put back into force: its words do not go out again by themselves (ADR 0067), and who heard only the
 * cancel takes it that nothing holds. A task says so, and a line in the log; in the transaction of the cancel.
 */
export async function openStandingTask(
  { say }: Pick<DeskDeps, 'say'>,
  { now }: Pick<Context, 'now'>,
  tx: Tx,
  versionId: string,
): Promise<void> {
  const task = { id: newId(), kind: 'standing', versionId, channel: 'manual', reason: 'standing' } as const;
  if (!(await openTask(tx, { ...task, now }))) return;
  const { alertId, kind } = await tx.rows.findOneByOrFail(VersionRow, { id: versionId });
  const { year, number } = await tx.rows.findOneByOrFail(AlertRow, { id: alertId });
  await appendLog(tx, {
    ...{ at: now, enteredAt: now, category: 'failure', actor: say('ja', 'log.hub'), alertId },
    text: say('ja', 'log.standing', {
      kind: say('ja', `kind.${kind}`),
      number: alertNumber(year ?? 0, number ?? 0),
    }),
    data: { versionId },
  });
}
