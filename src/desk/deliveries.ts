import type { ChannelId, Fault } from '../domain/channel.js';
import { refusalToDecide, type DeliveryAct, type GiveUpReason } from '../domain/delivery-command.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { closeOne, overtakenBy, retryOne } from '../store/decision.store.js';
import { reopenChannel } from '../store/delivery-group.store.js';
import type { DeliveryRow } from '../store/entities/delivery.entity.js';
import { findDelivery } from '../store/progress.store.js';
import type { Tx } from '../store/store.js';
import { closeDoneTasks } from '../store/task.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { refusalToSend } from './maintenance.js';

/** Why a person gives up: a reason of the list and a note, which may be empty. */
export interface GivenUp {
  readonly reason: GiveUpReason;
  readonly note: string;
}

/** The fault that stands on a delivery which an officer gave up. */
export const givenUp = ({ reason }: GivenUp): Fault => ({
  at: 'target',
  code: 'delivery.given-up',
  detail: reason,
});

/** The reason in words, with the note where there is one. */
export const givenUpWords = (deps: DeskDeps, { reason, note }: GivenUp): string =>
  deps.say('ja', `give-up.${reason}`) + (note === '' ? '' : `（${note}）`);

/** Sends one delivery again that is held or was refused. Answers its version. */
export const retryDelivery = (deps: DeskDeps, ctx: Context, id: number): Promise<string | Refusal> =>
  decideOne(deps, async (tx) => {
    const delivery = await decidable(tx, ctx, id, 'retry');
    if (isRefusal(delivery)) return delivery;
    const closed = await refusalToSend(deps, tx, delivery.channel as ChannelId);
    if (closed) return closed;
    if (!(await retryOne(tx, delivery, ctx.now))) return movedOn(delivery);
    await reopenChannel(tx, delivery.versionId, delivery.channel);
    await logOne(ctx, tx, delivery, {
      text: deps.say('ja', 'log.delivery-retry', words(deps, delivery)),
    });
    return delivery.versionId;
  });

/** Gives one held delivery up, with a reason. Answers its version. */
export const giveUpDelivery = (
  deps: DeskDeps,
  ctx: Context,
  id: number,
  why: GivenUp,
): Promise<string | Refusal> =>
  decideOne(deps, async (tx) => {
    const delivery = await decidable(tx, ctx, id, 'give-up');
    if (isRefusal(delivery)) return delivery;
    if (!(await closeOne(tx, delivery, givenUp(why), ctx.now))) return movedOn(delivery);
    const reason = givenUpWords(deps, why);
    const text = deps.say('ja', 'log.delivery-give-up', { ...words(deps, delivery), reason });
    await logOne(ctx, tx, delivery, { text, data: { reason: why.reason } });
    return delivery.versionId;
  });

/** Runs a decision in one transaction, and tells dispatcher and consoles once it is committed. */
export async function decideOne<T>(
  deps: DeskDeps,
  work: (tx: Tx) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const result = await deps.store.write(work, 'needed');
  if (!isRefusal(result)) tellDecided(deps);
  return result;
}

export function tellDecided({ notifier }: DeskDeps): void {
  notifier.notify('deliveries', {});
  notifier.notify('changed', { topics: ['alerts', 'log', 'tasks'] });
}

/** The delivery, if the officer may decide so about it now. Whoever issues meanwhile waits until the decision is made. */
export async function decidable(
  tx: Tx,
  ctx: Context,
  id: number,
  act: DeliveryAct,
): Promise<DeliveryRow | Refusal> {
  const found = await findDelivery(tx, id);
  if (!found) return refuse('delivery.unknown');
  // Read again: what another process decided while this one waited for the lock has been committed by now.
  const delivery = (await findDelivery(tx, id)) ?? found;
  const facts = {
    state: delivery.state,
    expiresAt: delivery.expiresAt,
    overtaken: await overtakenBy(tx, delivery, delivery.target),
    personal: delivery.addressId !== null,
    rerouted: codeOf(delivery) === 'delivery.rerouted',
  };
  return refusalToDecide(facts, act, ctx.officer, ctx.now) ?? delivery;
}

const codeOf = ({ fault }: DeliveryRow): string | null =>
  fault === null ? null : (JSON.parse(fault) as Fault).code;

/** Its state or fence changed between reading and writing: another process was first. */
export const movedOn = ({ state }: DeliveryRow): Refusal => refuse('delivery.not-waiting', { state });

const words = (deps: DeskDeps, { channel }: DeliveryRow) => ({
  channel: deps.say('ja', `channel.${channel}`),
});

/** One entry of a decision on one delivery; the task closes when it was the last that waited. */
export async function logOne(
  ctx: Context,
  tx: Tx,
  delivery: DeliveryRow,
  entry: { text: string; data?: Readonly<Record<string, unknown>>; personal?: string | null },
): Promise<void> {
  await closeDoneTasks(tx, ctx.now, ctx.officer.id);
  await logCommand(tx, ctx, {
    category: 'command',
    text: entry.text,
    alertId: delivery.alertId,
    data: {
      deliveryId: delivery.id,
      versionId: delivery.versionId,
      channel: delivery.channel,
      ...entry.data,
    },
    personal: entry.personal ?? null,
  });
}
