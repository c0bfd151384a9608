import type { Kind } from '../domain/kind.js';
import type { OrderLevel } from '../domain/hazard.js';
import { isQuiet, refusalToWait, untilMorning } from '../domain/quiet-hours.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Town } from '../domain/town.js';
import { newId } from '../platform/id.js';
import { localMinute } from '../platform/local-time.js';
import type { VersionRow } from '../store/entities/alert.entity.js';
import { holdForMorning } from '../store/hold.store.js';
import type { Tx } from '../store/store.js';
import { openTask } from '../store/task.store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { contentOf } from './version-json.js';

const minuteIn = (town: Town, at: number): number => localMinute(at, town.timeZone);

/** Why the broadcast of a message may not be left for the morning, now; null when it may (R14). */
export function whyNotLater(
  town: Town,
  of: { readonly kind: Kind; readonly level: OrderLevel | null; readonly channels: readonly string[] },
  now: number,
): Refusal | null {
  if (!of.channels.includes('radio')) return refuse('radio-later.no-radio');
  const never = refusalToWait(of.kind, of.level);
  if (never !== null) return never;
  const quiet = town.quietHours !== undefined && isQuiet(town.quietHours, minuteIn(town, now));
  return quiet ? null : refuse('radio-later.not-quiet-hours');
}

/**
 * Holds the broadcast of a version that was issued so, under a task for a person: it never starts by itself, and expires
 * with the version. In the transaction that issues.
 */
export async function leaveForMorning(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  version: VersionRow,
): Promise<void> {
  if (version.radioLater !== 1 || !contentOf(version).channels.includes('radio')) return;
  const { quietHours, timeZone } = deps.town;
  const dueAt =
    ctx.now + (quietHours === undefined ? 0 : untilMorning(quietHours, localMinute(ctx.now, timeZone)));
  await holdForMorning(tx, version.id, ctx.now);
  const task = {
    id: newId(),
    kind: 'held',
    versionId: version.id,
    channel: 'radio',
    reason: 'morning',
  } as const;
  await openTask(tx, { ...task, now: ctx.now, dueAt });
  await logCommand(tx, ctx, {
    category: 'command',
    text: deps.say('ja', 'log.radio-later', { kind: deps.say('ja', `kind.${version.kind}`) }),
    alertId: version.alertId,
    data: { versionId: version.id, dueAt },
  });
}
