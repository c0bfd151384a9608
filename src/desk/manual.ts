import { manualState, refusalToTick, type CouldNotReason, type ManualAct } from '../domain/manual-task.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { ManualDuty } from '../domain/rendering.js';
import { localStamp } from '../platform/local-time.js';
import { readRendering } from '../store/delivery.store.js';
import type { ManualMarkRow } from '../store/entities/manual.entity.js';
import { appendLog } from '../store/log.store.js';
import { closeManual, findManual, putMark, readMarks, type ManualRow } from '../store/manual.store.js';
import type { Tx } from '../store/store.js';
import type { ManualTickedShape } from '../wire/manual.js';
import type { Context, DeskDeps } from './desk.js';

/** Who did something, and when. Milliseconds UTC. */
interface Who {
  readonly by: string;
  readonly at?: number | undefined;
}

interface Found {
  readonly task: ManualRow;
  readonly duty: ManualDuty;
  readonly marks: readonly ManualMarkRow[];
}

/** Somebody sets about a task: from now on it may have been done, whatever is heard later. */
export const beginManual = (deps: DeskDeps, ctx: Context, id: number, who: Who) =>
  tick(deps, id, async (tx, found) => {
    if (found.marks.some(({ stop }) => stop === '')) return found.task.state;
    const refused = refusal(found, ctx, { act: 'begin', at: who.at ?? ctx.now });
    if (refused !== null) return refused;
    await putMark(tx, markOf(ctx, found, { ...who, stop: '', result: 'begun', note: '' }));
    await log(deps, ctx, tx, found, { entry: 'log.manual-begun', who, more: '' });
    return 'accepted';
  });

/** One call or stop; a mark may be put right while the task is open. */
export const markStop = (
  deps: DeskDeps,
  ctx: Context,
  id: number,
  mark: Who & { readonly stop: string; readonly result: 'done' | 'could-not'; readonly note: string },
) =>
  tick(deps, id, async (tx, found) => {
    const refused = refusal(found, ctx, { act: 'mark', at: mark.at ?? ctx.now, stop: mark.stop });
    if (refused !== null) return refused;
    await putMark(tx, markOf(ctx, found, mark));
    return 'accepted';
  });

/** Closes a task: done by whom and when, or why it could not be. The same again changes nothing. */
export const closeManualTask = (
  deps: DeskDeps,
  ctx: Context,
  id: number,
  end: Who & { readonly note: string } & (
      { readonly result: 'done' } | { readonly result: 'could-not'; readonly reason: CouldNotReason }
    ),
) =>
  tick(deps, id, async (tx, found) => {
    const state = end.result === 'done' ? 'delivered' : 'refused';
    if (found.task.state === state) return state;
    const refused = refusal(found, ctx, { act: end.result, at: end.at ?? ctx.now });
    if (refused !== null) return refused;
    const fault =
      end.result === 'done'
        ? null
        : JSON.stringify({ at: 'target', code: 'manual.could-not', detail: end.reason });
    if (!(await closeManual(tx, id, { state, fault }, ctx.now))) return refuse('manual.not-open');
    await putMark(tx, markOf(ctx, found, { ...end, stop: '' }));
    const why = end.result === 'done' ? '' : deps.say('ja', `could-not.${end.reason}`);
    const words = [why, countsOf(deps, found), end.note].filter((each) => each !== '').join('、');
    await log(deps, ctx, tx, found, {
      entry: end.result === 'done' ? 'log.manual-done' : 'log.manual-could-not',
      who: end,
      more: words === '' ? '' : `：${words}`,
    });
    return state;
  });

/** How many of its stops were reached, in words; empty where it has none. */
function countsOf(deps: DeskDeps, { duty, marks }: Found): string {
  if (duty.stops.length === 0) return '';
  const done = marks.filter(({ stop, result }) => stop !== '' && result === 'done').length;
  const failed = marks.filter(({ stop, result }) => stop !== '' && result === 'could-not').length;
  if (done + failed === 0) return '';
  return deps.say('ja', 'log.manual-counts', { all: duty.stops.length, done, failed });
}

/** Finds the task and changes it in one transaction; consoles hear of it once it is committed. */
async function tick(
  deps: DeskDeps,
  id: number,
  work: (tx: Tx, found: Found) => Promise<ManualRow['state'] | Refusal>,
): Promise<ManualTickedShape | Refusal> {
  let versionId = '';
  const result = await deps.store.write(async (tx) => {
    const task = await findManual(tx, id);
    const sheet = task && (await readRendering(tx.sql, task.renderingId));
    const duty = sheet?.manual?.duties.find((one) => one.id === task?.target);
    if (!task || !duty) return refuse('delivery.unknown');
    ({ versionId } = task);
    const state = await work(tx, { task, duty, marks: await readMarks(tx, [id]) });
    if (isRefusal(state)) return state;
    const marked = (await readMarks(tx, [id])).length > 0;
    return { deliveryId: String(id), state: manualState(state, marked) };
  }, 'needed');
  if (isRefusal(result)) return result;
  deps.notifier.notify('progress', { versionId, alertId: '' });
  deps.notifier.notify('changed', { topics: ['tasks', 'log', 'alerts'] });
  return result;
}

const refusal = (
  { task, duty, marks }: Found,
  ctx: Context,
  act: { readonly act: ManualAct; readonly at: number; readonly stop?: string },
): Refusal | null =>
  refusalToTick({ ...task, duty, marked: marks.map(({ stop }) => stop) }, act, ctx.officer, ctx.now);

const markOf = (
  ctx: Context,
  { task }: Found,
  mark: Who & Pick<ManualMarkRow, 'stop' | 'result' | 'note'>,
): ManualMarkRow => ({
  deliveryId: task.id,
  stop: mark.stop,
  result: mark.result,
  byName: mark.by,
  at: mark.at ?? ctx.now,
  note: mark.note,
  officerId: ctx.officer.id,
  enteredAt: ctx.now,
});

interface Entry {
  readonly entry: string;
  readonly who: Who;
  readonly more: string;
}

const log = (
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  { task, duty }: Found,
  { entry, who, more }: Entry,
): Promise<unknown> => {
  const at = who.at ?? ctx.now;
  return appendLog(tx, {
    at,
    enteredAt: ctx.now,
    category: 'channel',
    actor: ctx.officer.name,
    text: deps.say('ja', entry, {
      post: duty.name,
      by: who.by,
      time: localStamp(at, deps.town.timeZone).slice(-5),
      more,
    }),
    alertId: task.alertId,
    data: { channel: 'manual', versionId: task.versionId, deliveryId: task.id, post: duty.id },
  });
};
