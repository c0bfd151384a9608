import { alertNumber } from '../domain/alert-number.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { AlertRow } from '../store/entities/alert.entity.js';
import { deliveriesInFull, deliveryCounts, issuedVersions } from '../store/export.store.js';
import type { AddressesExport, AlertsExport, DeliveriesExport } from '../wire/export.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

/** Why a delivery is as it is: the reason it is held for, or the code of its fault. */
const reasonOf = ({
  heldReason,
  fault,
}: {
  heldReason: string | null;
  fault: string | null;
}): string | null => heldReason ?? (fault === null ? null : (JSON.parse(fault) as { code: string }).code);

/** Every version that was issued, without its texts. */
export async function exportAlerts(deps: DeskDeps): Promise<AlertsExport> {
  const versions = await issuedVersions(deps.store.read);
  return {
    world: deps.world,
    exportedAt: deps.clock.now(),
    versions: versions.map(({ year, number, ...version }) => ({
      ...version,
      number: year === null || number === null ? null : alertNumber(year, number),
    })),
  };
}

/** What became of an alert's deliveries, in numbers. */
export async function exportDeliveries(deps: DeskDeps, alertId: string): Promise<DeliveriesExport | Refusal> {
  const alert = await deps.store.read.rows.findOneBy(AlertRow, { id: alertId });
  if (!alert) return refuse('alert.unknown');
  const counts = new Map<string, DeliveriesExport['counts'][number]>();
  for (const { heldReason, fault, count, ...row } of await deliveryCounts(deps.store.read, alertId)) {
    const one = { ...row, reason: reasonOf({ heldReason, fault }) } as Omit<
      DeliveriesExport['counts'][number],
      'count'
    >;
    const key = JSON.stringify(one);
    counts.set(key, { ...one, count: (counts.get(key)?.count ?? 0) + count });
  }
  return { world: deps.world, exportedAt: deps.clock.now(), alertId, counts: [...counts.values()] };
}

/** The addresses themselves; who took them, and why, stands in the log before they leave. */
export async function exportAddresses(
  deps: DeskDeps,
  ctx: Context,
  alertId: string,
  reason: string,
): Promise<AddressesExport | Refusal> {
  const alert = await deps.store.read.rows.findOneBy(AlertRow, { id: alertId });
  if (!alert) return refuse('alert.unknown');
  const rows = await deliveriesInFull(deps.store.read, alertId);
  const { year, number } = alert;
  const name = year === null || number === null ? '—' : alertNumber(year, number);
  const text = deps.say('ja', 'log.addresses-exported', { number: name, count: rows.length, reason });
  await deps.store.write((tx) => logCommand(tx, ctx, { category: 'command', text, alertId }));
  deps.notifier.notify('changed', { topics: ['log'] });
  return {
    ...{ world: deps.world, exportedAt: deps.clock.now(), alertId },
    deliveries: rows.map(({ heldReason, fault, ...row }) => ({
      ...row,
      channel: row.channel as AddressesExport['deliveries'][number]['channel'],
      reason: reasonOf({ heldReason, fault }),
    })),
  };
}
