import type { ChannelId } from '../domain/channel.js';
import { mayDecide } from '../domain/delivery-command.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { readNewer } from '../store/decision.store.js';
import {
  closeLot,
  countGroup,
  orderKeyIn,
  reopenChannel,
  retryLot,
  type Group,
  type Lot,
} from '../store/delivery-group.store.js';
import type { Tx } from '../store/store.js';
import { endStop, readStopped } from '../store/task.store.js';
import { findVersion } from '../store/version.store.js';
import type { GroupDecidedShape } from '../wire/delivery.js';
import { givenUp, givenUpWords, tellDecided, type GivenUp } from './deliveries.js';
import { inLots } from './delivery-lots.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { refusalToSend } from './maintenance.js';

type Way = { readonly action: 'retry' } | ({ readonly action: 'give-up' } & GivenUp);

/**
 * Decides about a task's worth at once, by lots. Each lot looks for newer versions itself: what was overtaken or has
 * expired meanwhile stays where it is, and is counted as left.
 */
export async function decideGroup(
  deps: DeskDeps,
  ctx: Context,
  group: Group,
  way: Way,
): Promise<GroupDecidedShape | Refusal> {
  if (!mayDecide(ctx.officer)) return refuse('officer.not-on-duty');
  const result = await inLots(deps, ctx, group, {
    begin: (tx) => begin(deps, ctx, tx, group, way),
    lot: (tx, lot) => decideLot(ctx, tx, group, lot, way),
  });
  if (isRefusal(result)) return result;
  tellDecided(deps);
  return { versionId: group.versionId, done: result.done, left: Math.max(0, result.begun - result.done) };
}

/** Checks, ends the stop and writes the log entry. Answers how many stand in the group, or why nothing can be done. */
async function begin(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  group: Group,
  way: Way,
): Promise<number | Refusal> {
  const { versionId, channel, of } = group;
  const version = await findVersion(tx, versionId);
  if (version?.issuedAt == null) return refuse('version.unknown');
  const newer = await newerThan(tx, group);
  const { waiting, valid, free } = await countGroup(tx, group, newer, ctx.now);
  const stopped =
    of.state === 'held' && of.reason === 'stopped' && (await readStopped(tx, versionId)).has(channel);
  if (waiting === 0 && !stopped) return refuse('delivery.none-waiting');
  if (way.action === 'retry') {
    const severed = await refusalToSend(deps, tx, channel as ChannelId);
    if (severed) return severed;
    if (newer.cancelled) return refuse('delivery.cancelled');
    if (waiting > 0 && valid === 0) return refuse('delivery.expired');
    if (waiting > 0 && free === 0) return refuse('delivery.overtaken');
  } else if (of.state !== 'held') return refuse('delivery.not-waiting', { state: of.state });
  // Who gives up what was stopped does not set the rest going again.
  if (stopped && way.action === 'retry') await endStop(tx, versionId, channel, ctx.officer.id, ctx.now);
  const count = way.action === 'retry' ? free : waiting;
  await logCommand(tx, ctx, {
    category: 'command',
    text: deps.say('ja', `log.deliveries-${way.action}`, {
      channel: deps.say('ja', `channel.${channel}`),
      why: of.state === 'held' ? deps.say('ja', `held.${of.reason}`) : deps.say('ja', 'state.refused'),
      count,
      reason: way.action === 'retry' ? '' : givenUpWords(deps, way),
    }),
    alertId: version.alertId,
    data: { versionId, channel, ...of, action: way.action, count, ...('note' in way && { why: way.reason }) },
  });
  return waiting;
}

async function decideLot(ctx: Context, tx: Tx, group: Group, lot: Lot, way: Way): Promise<number> {
  if (way.action === 'give-up') return closeLot(tx, group, lot, givenUp(way), ctx.now);
  const newer = await newerThan(tx, group);
  if (newer.cancelled) return 0;
  const done = await retryLot(tx, group, lot, newer, ctx.now);
  if (done > 0) await reopenChannel(tx, group.versionId, group.channel);
  return done;
}

const newerThan = async (tx: Tx, { versionId, channel }: Group) =>
  readNewer(tx, { versionId, channel, orderKey: (await orderKeyIn(tx, { versionId, channel })) ?? '' });
