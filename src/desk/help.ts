import { refuse, type Refusal } from '../domain/refusal.js';
import { closeTask, findHelpTask } from '../store/task.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

/** Closes a call for help of residents, once somebody has seen to it: with a note, in the log. */
export async function closeHelp(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  note: string,
): Promise<{ id: string } | Refusal> {
  const closed = await deps.store.write(async (tx) => {
    const task = await findHelpTask(tx, id);
    if (task === null || !(await closeTask(tx, id, ctx.officer.id, ctx.now))) return false;
    await logCommand(tx, ctx, {
      category: 'command',
      text: deps.say('ja', 'log.help-closed', { note }),
      alertId: task.alertId,
      data: { taskId: id, versionId: task.versionId },
    });
    return true;
  }, 'needed');
  if (!closed) return refuse('task.unknown');
  deps.notifier.notify('changed', { topics: ['tasks', 'log'] });
  return { id };
}
