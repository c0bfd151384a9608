import { refuse, type Refusal } from '../domain/refusal.js';
import { closeTask, findNotedTask } from '../store/task.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

/** Closes what people see to outside the hub (a call for help, words that no loudspeaker said, an order that stands again): with a note, in the log. */
export async function closeNoted(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  note: string,
): Promise<{ id: string } | Refusal> {
  const closed = await deps.store.write(async (tx) => {
    const task = await findNotedTask(tx, id);
    if (task === null || !(await closeTask(tx, id, ctx.officer.id, ctx.now))) return false;
    await logCommand(tx, ctx, {
      category: 'command',
      text: deps.say('ja', `log.${task.kind}-closed`, { note }),
      alertId: task.alertId,
      data: { taskId: id, versionId: task.versionId },
    });
    return true;
  }, 'needed');
  if (!closed) return refuse('task.unknown');
  deps.notifier.notify('changed', { topics: ['tasks', 'log'] });
  return { id };
}
