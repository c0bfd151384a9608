import { IsNull, LessThan, MoreThan, Not } from 'typeorm';
import type { Rendering } from '../domain/rendering.js';
import { newId } from '../platform/id.js';
import { AlertRow, IncidentRow, RenderingRow, VersionRow } from './entities/alert.entity.js';
import { OfficerRow } from './entities/officer.entity.js';
import type { Tx } from './store.js';

export const findVersion = (tx: Tx, id: string): Promise<VersionRow | null> =>
  tx.rows.findOneBy(VersionRow, { id });

/** The newest issued message (not a cancel or correction) of an alert: what a retraction speaks of. */
export async function findIssuedMessage(tx: Tx, alertId: string): Promise<VersionRow | null> {
  const rows = await tx.rows.find(VersionRow, {
    where: { alertId, purpose: 'message' },
    order: { n: 'DESC' },
  });
  return rows.find((row) => row.issuedAt !== null) ?? null;
}

/** The next free number of a version within its alert. */
export async function nextVersionNumber({ sql }: Tx, alertId: string): Promise<number> {
  const [row] = await sql<{ n: number | null }>(
    'SELECT MAX(n) AS n FROM versions WHERE alert_id = $1',
    alertId,
  );
  return (row?.n ?? 0) + 1;
}

/** Opens an alert, in the open incident when there is one. */
export async function openAlert(tx: Tx, title: string, now: number): Promise<AlertRow> {
  const latest = await tx.rows.findOne(IncidentRow, {
    where: { closedAt: IsNull() },
    order: { openedAt: 'DESC' },
  });
  const incidentId = latest?.id ?? newId();
  if (!latest) await tx.rows.insert(IncidentRow, { id: incidentId, title, openedAt: now, closedAt: null });
  const alert = { id: newId(), incidentId, year: null, number: null, createdAt: now };
  await tx.rows.insert(AlertRow, alert);
  return alert;
}

/** The alert's spoken number, given at its first submit: 1, 2, 3, … within a year. */
export async function numberAlert(
  tx: Tx,
  alertId: string,
  year: number,
): Promise<{ year: number; number: number }> {
  const alert = await tx.rows.findOneByOrFail(AlertRow, { id: alertId });
  if (alert.year !== null && alert.number !== null) return { year: alert.year, number: alert.number };
  const [row] = await tx.sql<{ n: number | null }>(
    'SELECT MAX(number) AS n FROM alerts WHERE year = $1',
    year,
  );
  const number = (row?.n ?? 0) + 1;
  await tx.rows.update(AlertRow, { id: alertId }, { year, number });
  return { year, number };
}

/** Replaces the frozen renderings of one purpose. */
export async function freezeRenderings(
  tx: Tx,
  versionId: string,
  purpose: string,
  renderings: readonly Rendering[],
): Promise<void> {
  for (const [position, rendering] of renderings.entries())
    await tx.rows.insert(RenderingRow, {
      id: newId(),
      versionId,
      purpose,
      channel: rendering.channel,
      language: rendering.fellBackFrom ?? rendering.languages[0] ?? 'ja',
      position,
      doc: JSON.stringify(rendering),
    });
}

export const thawRenderings = (tx: Tx, versionId: string) => tx.rows.delete(RenderingRow, { versionId });

/** The frozen renderings of one purpose, in their order. */
export async function readRenderings(
  tx: Tx,
  versionId: string,
  purpose: string,
): Promise<readonly Rendering[]> {
  const rows = await tx.rows.find(RenderingRow, {
    where: { versionId, purpose },
    order: { position: 'ASC' },
  });
  return rows.map((row) => JSON.parse(row.doc) as Rendering);
}

/** Everything of a version that loudspeakers would say, with its purpose: `message`, `cancel`, `correction:<cause>`. */
export async function readFrozenBroadcasts(
  tx: Tx,
  versionId: string,
): Promise<readonly { readonly purpose: string; readonly rendering: Rendering }[]> {
  const rows = await tx.rows.find(RenderingRow, { where: { versionId, channel: 'radio' } });
  return rows.map(({ purpose, doc }) => ({ purpose, rendering: JSON.parse(doc) as Rendering }));
}

/** Names of officers by id. */
export async function officerNames(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows.find(OfficerRow, { select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** What else an alert says now without an order: its other issued messages that change no district's state. */
export const otherNotices = ({ rows }: Tx, { id, alertId }: Pick<VersionRow, 'id' | 'alertId'>) =>
  rows.findBy(VersionRow, { alertId, id: Not(id), status: 'issued', purpose: 'message', effects: '[]' });

/** Whether an alert has said something under a higher number than a version's: a retraction, while it was being written. */
export const isIssuedPast = (
  { rows }: Tx,
  { alertId, n }: Pick<VersionRow, 'alertId' | 'n'>,
): Promise<boolean> => rows.existsBy(VersionRow, { alertId, n: MoreThan(n), issuedAt: Not(IsNull()) });

/** What an alert said before a version of it: its issued versions with a lower number, oldest first. */
export const earlierIssued = ({ rows }: Tx, { alertId, n }: Pick<VersionRow, 'alertId' | 'n'>) =>
  rows.find(VersionRow, { where: { alertId, n: LessThan(n), issuedAt: Not(IsNull()) }, order: { n: 'ASC' } });
