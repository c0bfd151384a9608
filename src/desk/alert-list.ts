import type { Officer } from '../domain/officer.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import {
  alertsBefore,
  alertsPerPage,
  countAlerts,
  countedAlerts,
  presentAlerts,
} from '../store/alert-list.store.js';
import { AlertRow } from '../store/entities/alert.entity.js';
import type { AlertHistoryShape, AlertShape } from '../wire/alert.js';
import type { DeskDeps } from './desk.js';
import { viewAlert } from './view.js';

/** What home, the alarms and the check look at: nothing that goes on is ever missing, however much came after it. */
export async function listAlerts(deps: DeskDeps, officer: Officer): Promise<readonly AlertShape[]> {
  const { read } = deps.store;
  const alerts = await presentAlerts(read, deps.clock.now());
  return Promise.all(alerts.map((alert) => viewAlert(deps, read, officer, alert)));
}

/** A page of everything that ever was, drafts and discarded ones too; `before` is the last alert of the page before. */
export async function alertHistory(
  deps: DeskDeps,
  officer: Officer,
  before: string | undefined,
): Promise<AlertHistoryShape | Refusal> {
  const { read } = deps.store;
  const last = before === undefined ? null : await read.rows.findOneBy(AlertRow, { id: before });
  if (before !== undefined && last === null) return refuse('alert.unknown');
  const page = await alertsBefore(read, last);
  const all = await countAlerts(read);
  return {
    alerts: await Promise.all(page.map((alert) => viewAlert(deps, read, officer, alert))),
    all,
    atLeast: all === countedAlerts,
    next: page.length === alertsPerPage ? (page.at(-1)?.id ?? null) : null,
  };
}
