import { alertNumber } from '../domain/alert-number.js';
import type { Fault } from '../domain/channel.js';
import { manualState } from '../domain/manual-task.js';
import type { ManualDuty, Rendering } from '../domain/rendering.js';
import { readRendering } from '../store/delivery.store.js';
import { AlertRow, VersionRow } from '../store/entities/alert.entity.js';
import type { ManualMarkRow } from '../store/entities/manual.entity.js';
import { listManual, readMarks, type ManualRow } from '../store/manual.store.js';
import type { Tx } from '../store/store.js';
import type { ManualSheetShape, ManualTaskShape } from '../wire/manual.js';
import type { DeskDeps } from './desk.js';
import { liftedOf } from './manual-expand.js';

/** What is closed stays on the board for so long after its issue. Milliseconds. */
const shownFor = 3 * 24 * 60 * 60_000;

/** The sheets of an alert; or of all alerts those on which something is still open, or was taken back. */
export async function viewManual(
  deps: DeskDeps,
  alertId: string | undefined,
): Promise<readonly ManualSheetShape[]> {
  const tx = deps.store.read;
  const rows = await listManual(
    tx,
    alertId === undefined ? { since: deps.clock.now() - shownFor } : { alertId },
  );
  const marks = await readMarks(
    tx,
    rows.map(({ id }) => id),
  );
  const sheets: ManualSheetShape[] = [];
  for (const versionId of new Set(rows.map((row) => row.versionId))) {
    const mine = rows.filter((row) => row.versionId === versionId);
    const sheet = await sheetOf(deps, tx, mine, marks);
    if (sheet !== null && (alertId !== undefined || sheet.tasks.some(isOpen))) sheets.push(sheet);
  }
  return sheets;
}

const isOpen = ({ state }: ManualTaskShape): boolean => ['waiting', 'to-do', 'under-way'].includes(state);

async function sheetOf(
  deps: DeskDeps,
  tx: Tx,
  rows: readonly ManualRow[],
  marks: readonly ManualMarkRow[],
): Promise<ManualSheetShape | null> {
  const [first] = rows;
  const rendering = first && (await readRendering(tx.sql, first.renderingId));
  const version = first && (await tx.rows.findOneBy(VersionRow, { id: first.versionId }));
  const alert = first && (await tx.rows.findOneBy(AlertRow, { id: first.alertId }));
  if (!first || !version || !alert || !rendering?.manual) return null;
  const { year, number } = alert;
  const lifted = new Set(await liftedOf(deps.town, tx, version.id));
  return {
    versionId: version.id,
    alertId: alert.id,
    alertNumber: year === null || number === null ? null : alertNumber(year, number),
    n: version.n,
    kind: version.kind,
    level: version.level,
    purpose: version.purpose,
    issuedAt: first.issuedAt,
    expiresAt: first.expiresAt,
    title: rendering.title,
    text: rendering.text,
    ...spoken(rendering),
    tasks: rows.flatMap((row) => {
      const duty = rendering.manual?.duties.find(({ id }) => id === row.target);
      const own = marks.filter(({ deliveryId }) => deliveryId === row.id);
      return duty === undefined ? [] : [taskOf(row, duty, own, lifted)];
    }),
  };
}

const spoken = ({ manual }: Rendering): Pick<ManualSheetShape, 'car' | 'carSeconds' | 'call'> => ({
  car: [...(manual?.car ?? [])],
  carSeconds: manual?.carSeconds ?? 0,
  call: [...(manual?.call ?? [])],
});

const taskOf = (
  row: ManualRow,
  duty: ManualDuty,
  marks: readonly ManualMarkRow[],
  lifted: ReadonlySet<string>,
): ManualTaskShape => ({
  deliveryId: String(row.id),
  state: manualState(row.state, marks.length > 0),
  post: duty.id,
  type: duty.type,
  name: duty.name,
  reading: duty.reading,
  districts: [...duty.districts],
  lifted: duty.districts.filter((code) => lifted.has(code)),
  stops: duty.stops.map((stop) => ({ ...stop })),
  ...(duty.fields !== undefined && { fields: duty.fields.map((field) => ({ ...field })) }),
  invented: duty.invented,
  marks: marks.map(({ stop, result, byName, at, note }) => ({ stop, result, by: byName, at, note })),
  reason: row.fault === null ? null : ((JSON.parse(row.fault) as Fault).detail ?? null),
});
