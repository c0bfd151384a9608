import type { ChannelId } from '../domain/channel.js';
import { mayDecide } from '../domain/delivery-command.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { newId } from '../platform/id.js';
import { countOpen, readGroups, stopLot, type Group, type Lot } from '../store/delivery-group.store.js';
import { orderSilence, silenceable } from '../store/silence.store.js';
import type { Tx } from '../store/store.js';
import { openTask, readStopped } from '../store/task.store.js';
import { findVersion } from '../store/version.store.js';
import type { StoppedShape, WaitingShape } from '../wire/delivery.js';
import { tellDecided } from './deliveries.js';
import { inLots } from './delivery-lots.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

type Open = Awaited<ReturnType<typeof countOpen>>[number];

/**
 * Stops a version on one channel, or on all: what has not left is held for a person, what comes back from under way
 * joins it, and a broadcast that is being said is stopped where the far end can. One person may (safety R5).
 */
export async function stopVersion(
  deps: DeskDeps,
  ctx: Context,
  versionId: string,
  order: { readonly channel: ChannelId | 'all'; readonly note: string },
): Promise<StoppedShape | Refusal> {
  if (!mayDecide(ctx.officer)) return refuse('officer.not-on-duty');
  const found = await findVersion(deps.store.read, versionId);
  if (found?.issuedAt == null) return refuse('version.unknown');
  const open = await countOpen(deps.store.read, versionId);
  const wanted = open.filter(({ channel }) => order.channel === 'all' || channel === order.channel);
  const silenced: ChannelId[] = [];
  let held = 0;
  let stopped = 0;
  for (const { channel } of wanted) {
    const result = await inLots(
      deps,
      ctx,
      { versionId, channel },
      {
        begin: (tx) => begin(deps, ctx, tx, { versionId, channel, note: order.note, silenced }),
        lot: (tx, lot) => stopOneLot(ctx, tx, { versionId, channel }, lot),
      },
    );
    if (isRefusal(result)) continue;
    stopped++;
    held += result.done;
  }
  if (stopped === 0) return refuse('stop.nothing-left');
  tellDecided(deps);
  return { versionId, held, silenced };
}

interface Stop {
  readonly versionId: string;
  readonly channel: string;
  readonly note: string;
  readonly silenced: ChannelId[];
}

/** From this transaction on nothing of the channel comes back into the queue by itself. */
async function begin(deps: DeskDeps, ctx: Context, tx: Tx, stop: Stop): Promise<number | Refusal> {
  const { versionId, channel, note } = stop;
  const version = await findVersion(tx, versionId);
  const open = (await countOpen(tx, versionId)).find((one) => one.channel === channel);
  if (!version || !open || !isStoppable(open)) return refuse('stop.nothing-left');
  if ((await readStopped(tx, versionId)).has(channel) && open.pending === 0)
    return refuse('stop.nothing-left');
  if (open.pending + open.inFlight > 0)
    await openTask(tx, { id: newId(), kind: 'stop', versionId, channel, reason: 'stop', now: ctx.now });
  if (await orderSilence(tx, versionId, channel, 'stop', ctx.now)) stop.silenced.push(channel as ChannelId);
  await logCommand(tx, ctx, {
    category: 'command',
    text: deps.say('ja', 'log.channel-stop', {
      channel: deps.say('ja', `channel.${channel}`),
      count: open.pending,
      reason: note === '' ? '' : `：${note}`,
    }),
    alertId: version.alertId,
    data: { versionId, channel, action: 'stop', pending: open.pending, inFlight: open.inFlight },
  });
  return open.pending;
}

/** What is held stands under its task from the same transaction on (invariant NoLoss). */
async function stopOneLot(
  ctx: Context,
  tx: Tx,
  of: Pick<Group, 'versionId' | 'channel'>,
  lot: Lot,
): Promise<number> {
  const held = await stopLot(tx, of, lot, ctx.now);
  if (held > 0) await openTask(tx, { id: newId(), kind: 'held', ...of, reason: 'stopped', now: ctx.now });
  return held;
}

const isStoppable = ({ channel, pending, inFlight, accepted }: Open): boolean =>
  pending + inFlight > 0 || (silenceable(channel) && accepted > 0);

/** What of a version waits for a person, channel by channel, and what could be stopped. */
export async function readWaiting(deps: DeskDeps, versionId: string): Promise<WaitingShape | Refusal> {
  const tx = deps.store.read;
  if (!(await findVersion(tx, versionId))) return refuse('version.unknown');
  const stopped = await readStopped(tx, versionId);
  const groups = await readGroups(tx, versionId);
  return {
    channels: (await countOpen(tx, versionId)).map((open) => ({
      channel: open.channel as ChannelId,
      stopped: stopped.has(open.channel),
      stoppable: isStoppable(open) && !(stopped.has(open.channel) && open.pending === 0),
      groups: groups
        .filter(({ channel }) => channel === open.channel)
        .map(({ state, reason, count }) => ({ state, reason, count })),
    })),
  };
}
