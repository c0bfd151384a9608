import { isCarriedByPeople, type ChannelId } from '../domain/channel.js';
import type { Maintenance } from '../domain/maintenance.js';
import { carries } from '../domain/phrasebook.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { expandRest } from '../store/expansion.store.js';
import {
  beginMaintenance,
  endMaintenance,
  holdForMaintenance,
  readMaintenance,
} from '../store/maintenance.store.js';
import type { Tx } from '../store/store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

/** A refusal while the ways out are severed: an alert that nobody gets must not be called issued. */
export async function refusalInMaintenance(tx: Tx): Promise<Refusal | null> {
  const severed = await readMaintenance(tx);
  return severed && refuse('hub.maintenance', { by: severed.by, reason: severed.reason });
}

/** A refusal to send again by a channel that the configuration leaves off, or while the ways out are severed; people carry on. */
export async function refusalToSend(
  { phrasebook }: DeskDeps,
  tx: Tx,
  channel: ChannelId,
): Promise<Refusal | null> {
  if (isCarriedByPeople(channel)) return null;
  return carries(phrasebook, channel) ? refusalInMaintenance(tx) : refuse('delivery.channel-off');
}

/**
 * Severs every way out, or opens them again (safety R15). What waits is held for a person, an audience that is still coming
 * in with it: when the work is over nothing goes out by itself. Severing what is severed changes nothing.
 */
export async function severWaysOut(deps: DeskDeps, ctx: Context, reason: string): Promise<Maintenance> {
  const begun = await deps.store.write(async (tx) => {
    const already = await readMaintenance(tx);
    if (already !== null) return already;
    const maintenance = { since: ctx.now, by: ctx.officer.name, reason };
    await beginMaintenance(tx, maintenance);
    await expandRest(tx, ctx.now);
    const held = await holdForMaintenance(tx, ctx.now);
    await logCommand(tx, ctx, {
      category: 'note',
      text: deps.say('ja', 'log.maintenance-begun', { reason, held }),
      data: { maintenance: { begun: true, held } },
    });
    return maintenance;
  }, 'needed');
  tell(deps);
  return begun;
}

export async function openWaysOut(deps: DeskDeps, ctx: Context): Promise<null | Refusal> {
  const result = await deps.store.write(async (tx) => {
    const severed = await readMaintenance(tx);
    if (severed === null) return refuse('maintenance.not-severed');
    await endMaintenance(tx);
    const minutes = Math.ceil((ctx.now - severed.since) / 60_000);
    await logCommand(tx, ctx, {
      category: 'note',
      text: deps.say('ja', 'log.maintenance-ended', { by: severed.by, minutes }),
      data: { maintenance: { begun: false } },
    });
    return null;
  }, 'needed');
  tell(deps);
  return result;
}

/** The dispatchers look again, and every console. */
function tell({ notifier }: DeskDeps): void {
  notifier.notify('deliveries', {});
  notifier.notify('changed', { topics: ['state', 'log', 'tasks', 'channels'] });
}
