import type { ChannelId } from '../domain/channel.js';
import { mayDecide } from '../domain/delivery-command.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { newId } from '../platform/id.js';
import { countOpen, readGroups, stopLot, type Group, type Lot } from '../store/delivery-group.store.js';
import { orderSilence, silenceable } from '../store/silence.store.js';
import { countStopped } from '../store/stop.store.js';
import type { Tx } from '../store/store.js';
import { openTask, readStopped } from '../store/task.store.js';
import { findVersion } from '../store/version.store.js';
import type { StoppedShape, WaitingShape } from '../wire/delivery.js';
import { tellDecided } from './deliveries.js';
import { everyLot } from './delivery-lots.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

type Open = Awaited<ReturnType<typeof countOpen>>[number];

/**
 * Stops a version on one channel, or on all: what has not left is held for a person, what comes back from under way
 * joins it, and a broadcast that is being said is stopped where the far end can. One person may (safety R5), also on a full
 * disk. All channels are stopped before the first of them is walked through: from the first commit on no claim takes
 * anything of them, and what was claimed is given back.
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
  const begun = await deps.store.write((tx) => beginAll(deps, ctx, tx, versionId, order), 'urgent');
  if (begun.stopped.length === 0) return refuse('stop.nothing-left');
  tellDecided(deps);
  for (const channel of begun.stopped) {
    const lot = (tx: Tx, one: Lot) => stopOneLot(ctx, tx, { versionId, channel }, one);
    await everyLot(deps, ctx, { versionId, channel }, { lot, weight: 'urgent' });
  }
  tellDecided(deps);
  // Claims hold what they meet meanwhile.
  const after = await countStopped(deps.store.read, versionId, begun.stopped);
  return { versionId, held: after - begun.before, silenced: begun.silenced };
}

/** Which channels are stopped, and how many deliveries of them were before. */
interface Begun {
  readonly stopped: readonly string[];
  readonly before: number;
  readonly silenced: ChannelId[];
}

async function beginAll(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  versionId: string,
  { channel: wanted, note }: Parameters<typeof stopVersion>[3],
): Promise<Begun> {
  const open = await countOpen(tx, versionId);
  const stopped: string[] = [];
  const silenced: ChannelId[] = [];
  for (const one of open.filter(({ channel }) => wanted === 'all' || channel === wanted))
    if (await begin(deps, ctx, tx, one, { versionId, note, silenced })) stopped.push(one.channel);
  return { stopped, before: await countStopped(tx, versionId, stopped), silenced };
}

interface Stop {
  readonly versionId: string;
  readonly note: string;
  readonly silenced: ChannelId[];
}

/** From this transaction on nothing of the channel starts, or comes back into the queue by itself. Whether there is anything. */
async function begin(deps: DeskDeps, ctx: Context, tx: Tx, open: Open, stop: Stop): Promise<boolean> {
  const { versionId, note } = stop;
  const { channel } = open;
  const version = await findVersion(tx, versionId);
  if (!version || !isStoppable(open)) return false;
  if ((await readStopped(tx, versionId)).has(channel) && open.pending === 0) return false;
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
  return true;
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
