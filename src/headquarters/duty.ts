import type { Officer, OfficerRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Clock } from '../platform/clock.js';
import { newId } from '../platform/id.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { lastHandOver, onDuty, openDuty } from '../store/watch.store.js';
import { WatchRow } from '../store/entities/staff.entity.js';
import { appendLog } from '../store/log.store.js';
import { readStaff } from '../store/staff.store.js';
import type { Store, Tx } from '../store/store.js';
import type { WatchShape } from '../wire/watch.js';

/** What duty needs. */
export interface DutyDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
}

/** Who may have duty: who may do something about an alert. */
const dutyRoles: readonly OfficerRole[] = ['drafter', 'approver', 'headquarters'];
const mayHave = ({ roles }: Officer): boolean => dutyRoles.some((role) => roles.includes(role));

/** Who has duty, what was left for them, and whom an officer could hand over to. */
export async function viewDuty({ store }: DutyDeps, officer: Officer): Promise<WatchShape> {
  const tx = store.read;
  const others = (await readStaff(tx)).filter((one) => one.id !== officer.id && mayHave(one));
  return {
    onDuty: await onDuty(tx),
    last: await lastHandOver(tx),
    others: others.map(({ id, name }) => ({ id, name })),
  };
}

/** Takes duty: it stands on every home screen and in the log. */
export async function takeDuty(deps: DutyDeps, officer: Officer): Promise<WatchShape | Refusal> {
  const result = await deps.store.write(async (tx) => {
    if (await openDuty(tx, officer.id)) return refuse('duty.on-already');
    await begin(deps, tx, officer);
    return null;
  }, 'needed');
  return result ?? shown(deps, officer);
}

/** Ends one's own duty with a note for the next, who has duty from then on when she is named. */
export async function handOver(
  deps: DutyDeps,
  officer: Officer,
  { note, to }: { readonly note: string; readonly to: string | null },
): Promise<WatchShape | Refusal> {
  const { store, clock, say } = deps;
  const now = clock.now();
  const result = await store.write(async (tx) => {
    const duty = await openDuty(tx, officer.id);
    if (!duty) return refuse('duty.not-on');
    const next = to === null ? null : (await readStaff(tx)).find((one) => one.id === to && mayHave(one));
    if (next === undefined || next?.id === officer.id) return refuse('duty.unknown-officer');
    await tx.rows.update(WatchRow, { id: duty.id }, { endedAt: now, handedTo: next?.id ?? null, note });
    await appendLog(tx, {
      ...{ at: now, enteredAt: now, category: 'note', actor: officer.name },
      text: say('ja', 'log.duty-ended', {
        to: next ? say('ja', 'log.duty-to', { name: next.name }) : say('ja', 'log.duty-to-nobody'),
        note,
      }),
      data: { duty: duty.id, to: next?.id ?? null },
    });
    if (next && !(await openDuty(tx, next.id))) await begin(deps, tx, next);
    return null;
  }, 'needed');
  return isRefusal(result) ? result : shown(deps, officer);
}

async function begin({ clock, say }: DutyDeps, tx: Tx, officer: Officer): Promise<void> {
  const now = clock.now();
  const duty = { id: newId(), officerId: officer.id, beganAt: now };
  await tx.rows.insert(WatchRow, { ...duty, endedAt: null, handedTo: null, note: null });
  await appendLog(tx, {
    ...{ at: now, enteredAt: now, category: 'note', actor: officer.name, text: say('ja', 'log.duty-began') },
    data: { duty: duty.id },
  });
}

function shown(deps: DutyDeps, officer: Officer): Promise<WatchShape> {
  deps.notifier.notify('changed', { topics: ['staff', 'log'] });
  return viewDuty(deps, officer);
}
