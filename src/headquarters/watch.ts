import type { Officer, OfficerRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Clock } from '../platform/clock.js';
import { newId } from '../platform/id.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { lastHandOver, standingWatch, openWatch } from '../store/watch.store.js';
import { WatchRow } from '../store/entities/staff.entity.js';
import { appendLog } from '../store/log.store.js';
import { readStaff } from '../store/staff.store.js';
import type { Store, Tx } from '../store/store.js';
import type { WatchShape } from '../wire/watch.js';

/** What the watch needs. */
export interface WatchDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
}

/** Who may have duty: who may do something about an alert. */
const watchRoles: readonly OfficerRole[] = ['drafter', 'approver', 'headquarters'];
const mayHave = ({ roles }: Officer): boolean => watchRoles.some((role) => roles.includes(role));

/** Who has duty, what was left for them, and whom an officer could hand over to. */
export async function viewWatch({ store }: WatchDeps, officer: Officer): Promise<WatchShape> {
  const tx = store.read;
  const others = (await readStaff(tx)).filter((one) => one.id !== officer.id && mayHave(one));
  return {
    onDuty: await standingWatch(tx),
    last: await lastHandOver(tx),
    others: others.map(({ id, name }) => ({ id, name })),
  };
}

/** Takes duty: it stands on every home screen and in the log. */
export async function takeWatch(deps: WatchDeps, officer: Officer): Promise<WatchShape | Refusal> {
  const result = await deps.store.write(async (tx) => {
    if (await openWatch(tx, officer.id)) return refuse('watch.on-already');
    await begin(deps, tx, officer);
    return null;
  }, 'needed');
  return result ?? shown(deps, officer);
}

/** Ends one's own duty with a note for the next, who has duty from then on when she is named. */
export async function handOver(
  deps: WatchDeps,
  officer: Officer,
  { note, to }: { readonly note: string; readonly to: string | null },
): Promise<WatchShape | Refusal> {
  const { store, clock, say } = deps;
  const now = clock.now();
  const result = await store.write(async (tx) => {
    const watch = await openWatch(tx, officer.id);
    if (!watch) return refuse('watch.not-on');
    const next = to === null ? null : (await readStaff(tx)).find((one) => one.id === to && mayHave(one));
    if (next === undefined || next?.id === officer.id) return refuse('watch.unknown-officer');
    await tx.rows.update(WatchRow, { id: watch.id }, { endedAt: now, handedTo: next?.id ?? null, note });
    await appendLog(tx, {
      ...{ at: now, enteredAt: now, category: 'note', actor: officer.name },
      text: say('ja', 'log.watch-ended', {
        to: next ? say('ja', 'log.watch-to', { name: next.name }) : say('ja', 'log.watch-to-nobody'),
        note,
      }),
      data: { watch: watch.id, to: next?.id ?? null },
    });
    if (next && !(await openWatch(tx, next.id))) await begin(deps, tx, next);
    return null;
  }, 'needed');
  return isRefusal(result) ? result : shown(deps, officer);
}

async function begin({ clock, say }: WatchDeps, tx: Tx, officer: Officer): Promise<void> {
  const now = clock.now();
  const watch = { id: newId(), officerId: officer.id, beganAt: now };
  await tx.rows.insert(WatchRow, { ...watch, endedAt: null, handedTo: null, note: null });
  await appendLog(tx, {
    ...{ at: now, enteredAt: now, category: 'note', actor: officer.name, text: say('ja', 'log.watch-began') },
    data: { watch: watch.id },
  });
}

function shown(deps: WatchDeps, officer: Officer): Promise<WatchShape> {
  deps.notifier.notify('changed', { topics: ['staff', 'log'] });
  return viewWatch(deps, officer);
}
