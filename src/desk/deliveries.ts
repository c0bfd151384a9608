import { hasRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { DeliveryRow } from '../store/entities/delivery.entity.js';
import { closeEmptyTasks, findDelivery, isOvertaken } from '../store/progress.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

/** What a person decides about a delivery that is held or was refused. */
export type DeliveryDecision =
  { readonly action: 'retry' } | { readonly action: 'give-up'; readonly reason: string };

/** Sends one again, or gives it up with a reason. Closes the task when it was the last that waited. */
export async function decideDelivery(
  deps: DeskDeps,
  ctx: Context,
  id: number,
  decision: DeliveryDecision,
): Promise<string | Refusal> {
  if (!hasRole(ctx.officer, 'drafter') && !hasRole(ctx.officer, 'approver'))
    return refuse('officer.not-on-duty');
  const result = await deps.store.write(async (tx) => {
    const delivery = await findDelivery(tx, id);
    if (!delivery) return refuse('delivery.unknown');
    if (delivery.state !== 'held' && !(delivery.state === 'refused' && decision.action === 'retry'))
      return refuse('delivery.not-waiting', { state: delivery.state });
    if (decision.action === 'retry') {
      if (delivery.expiresAt <= ctx.now) return refuse('delivery.expired');
      if (await isOvertaken(tx, delivery)) return refuse('delivery.overtaken');
    }
    const next: Partial<DeliveryRow> =
      decision.action === 'retry'
        ? { state: 'pending', dueAt: ctx.now, heldReason: null, attempts: 0 }
        : { state: 'refused', fault: JSON.stringify({ at: 'target', code: 'delivery.given-up' }) };
    await tx.rows.update(DeliveryRow, { id }, { ...next, fence: delivery.fence + 1, updatedAt: ctx.now });
    await closeEmptyTasks(tx, ctx.now, ctx.officer.id);
    await logCommand(tx, ctx, {
      category: 'command',
      text: deps.say('ja', `log.delivery-${decision.action}`, {
        channel: deps.say('ja', `channel.${delivery.channel}`),
        reason: decision.action === 'give-up' ? decision.reason : '',
      }),
      alertId: delivery.alertId,
      data: { deliveryId: id, action: decision.action },
    });
    return delivery.versionId;
  }, 'needed');
  if (isRefusal(result)) return result;
  deps.notifier.notify('deliveries', {});
  deps.notifier.notify('changed', { topics: ['alerts', 'log', 'tasks'] });
  return result;
}
