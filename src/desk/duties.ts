import { alertNumber } from '../domain/alert-number.js';
import { dutiesFor, dutyText, type Duty, type DutyMoment, type DutyWords } from '../domain/duty.js';
import type { OrderLevel } from '../domain/hazard.js';
import { placeNames } from '../domain/place-names.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { statusIn } from '../domain/world.js';
import { newId } from '../platform/id.js';
import { localStamp } from '../platform/local-time.js';
import {
  findDuty,
  finishDuty,
  listDuties,
  wasAnyDone,
  withdrawDuties,
  type ListedDuty,
} from '../store/duty.store.js';
import { AlertRow, type VersionRow } from '../store/entities/alert.entity.js';
import { DutyRow } from '../store/entities/duty.entity.js';
import type { Tx } from '../store/store.js';
import type { DutyDoneBody, DutyShape } from '../wire/duty.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';
import { contentOf } from './version-json.js';

/** Which kind of order a version gives, lifts or withdraws. */
const orderOf = (version: VersionRow): string => {
  const { ofKind } = JSON.parse(version.slots) as { ofKind?: unknown };
  return typeof ofKind === 'string' ? ofKind : version.kind;
};

/**
 * Opens the duties that a version brings, in the transaction that issues it: a person ticks them, nothing is sent. Of an
 * alert that is withdrawn as an error, what nobody had seen to is taken back, and who had been told is told again.
 */
export async function openDuties(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  version: VersionRow,
  moment: DutyMoment,
): Promise<void> {
  const told = moment === 'cancel' && (await wasAnyDone(tx, version.alertId));
  const withdrawn = moment === 'cancel' ? await withdrawDuties(tx, version.alertId, ctx.now) : 0;
  const kind = orderOf(version);
  const level = version.level as OrderLevel | null;
  const duties = moment === 'cancel' && !told ? [] : dutiesFor(deps.town.duties, { moment, kind, level });
  if (duties.length === 0 && withdrawn === 0) return;
  const words = await wordsOf(deps, ctx, tx, version, kind);
  for (const duty of duties) await tx.rows.insert(DutyRow, rowOf(deps, ctx, version, duty, words));
  const names = duties.map(({ name }) => name.ja).join('、');
  await logCommand(tx, ctx, {
    category: 'command',
    text:
      withdrawn > 0
        ? deps.say('ja', 'log.duties-withdrawn', { count: withdrawn, names: names === '' ? '－' : names })
        : deps.say('ja', 'log.duties-opened', { names }),
    alertId: version.alertId,
    data: { versionId: version.id, duties: duties.map(({ id }) => id), withdrawn },
  });
}

const rowOf = (deps: DeskDeps, ctx: Context, version: VersionRow, duty: Duty, words: DutyWords): DutyRow => ({
  ...{ id: newId(), duty: duty.id, versionId: version.id, alertId: version.alertId },
  // A text that leaves the house says by itself that it is a drill (R3).
  text:
    (statusIn(deps.world) === 'Exercise' ? deps.say('ja', 'duty.drill-mark') : '') + dutyText(duty, words),
  openedAt: ctx.now,
  dueAt: ctx.now + duty.withinMinutes * 60_000,
  ...{
    withdrawnAt: null,
    doneAt: null,
    doneBy: null,
    means: null,
    note: null,
    officerId: null,
    enteredAt: null,
  },
});

async function wordsOf(
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  version: VersionRow,
  kind: string,
): Promise<DutyWords> {
  const alert = await tx.rows.findOneByOrFail(AlertRow, { id: version.alertId });
  const { decision, districts } = contentOf(version);
  const names = placeNames(deps.town, districts);
  const time = (at: number) => localStamp(at, deps.town.timeZone);
  const order = deps.say('ja', `kind.${kind}`);
  const level = version.level ?? 0;
  return {
    town: deps.town.name.ja,
    number: alertNumber(alert.year ?? 0, alert.number ?? 0),
    order: level > 0 ? deps.say('ja', 'card.level', { level, kind: order }) : order,
    districts: names === 'all' ? deps.say('ja', 'duty.whole-town') : names.map(({ ja }) => ja).join('、'),
    // As residents were told.
    decidedAt: time(version.decidedAt ?? ctx.at),
    decidedBy: decision?.by ?? '－',
    issuedAt: time(ctx.at),
  };
}

/** Open duties of all alerts, or all duties of one. */
export async function readDuties(deps: DeskDeps, alertId: string | null): Promise<readonly DutyShape[]> {
  return (await listDuties(deps.store.read, alertId)).map((row) => shapeOf(deps, row));
}

/** A duty whose configuration is gone keeps its own name. */
const shapeOf = (deps: DeskDeps, row: ListedDuty): DutyShape => {
  const known = deps.town.duties.find(({ id }) => id === row.duty);
  const nameless = { ja: row.duty, en: row.duty };
  return {
    ...{ id: row.id, duty: row.duty, versionId: row.versionId, alertId: row.alertId, text: row.text },
    ...{ openedAt: row.openedAt, dueAt: row.dueAt, withdrawnAt: row.withdrawnAt },
    alertNumber: row.year === null || row.number === null ? null : alertNumber(row.year, row.number),
    messageKind: row.kind,
    level: row.level,
    name: known?.name ?? nameless,
    to: known?.to ?? { ja: '', en: '' },
    law: known?.law ?? '',
    verified: known?.verified ?? false,
    done:
      row.doneAt === null || row.means === null
        ? null
        : { by: row.doneBy ?? '', at: row.doneAt, means: row.means, note: row.note ?? '' },
  };
};

/** Ticks a duty: by whom, when and by what means, in the log. The same again changes nothing. */
export async function closeDuty(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  body: DutyDoneBody,
): Promise<{ id: string } | Refusal> {
  const at = body.at ?? ctx.now;
  const refused = await deps.store.write(async (tx): Promise<Refusal | null> => {
    const duty = await findDuty(tx, id);
    if (duty === null) return refuse('duty.unknown');
    // A minute's grace: clocks on two desks differ.
    if (at > ctx.now + 60_000) return refuse('duty.in-future');
    if (at < duty.openedAt - day) return refuse('duty.too-early');
    if (!(await finishDuty(tx, id, { ...body, at }, { officerId: ctx.officer.id, now: ctx.now })))
      return refuse(duty.withdrawnAt === null ? 'duty.done-already' : 'duty.withdrawn');
    await logDone(deps, ctx, tx, duty, { ...body, at });
    return null;
  }, 'needed');
  if (refused !== null) return refused;
  deps.notifier.notify('changed', { topics: ['tasks', 'log'] });
  return { id };
}

/** What was entered late may have been done before the order stood in the hub, by telephone; not days before. */
const day = 24 * 60 * 60_000;

const logDone = (
  deps: DeskDeps,
  ctx: Context,
  tx: Tx,
  duty: ListedDuty,
  { by, at, means, note }: DutyDoneBody & { readonly at: number },
) =>
  logCommand(tx, ctx, {
    category: 'command',
    text: deps.say('ja', 'log.duty-done', {
      name: deps.town.duties.find(({ id }) => id === duty.duty)?.name.ja ?? duty.duty,
      by,
      time: localStamp(at, deps.town.timeZone),
      means: deps.say('ja', `duty-means.${means}`),
      more: note === '' ? '' : `：${note}`,
    }),
    alertId: duty.alertId,
    data: { dutyId: duty.id, duty: duty.duty, versionId: duty.versionId, means, at },
  });
