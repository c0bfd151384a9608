import { hasRole } from '../domain/officer.js';
import type { LogEntry } from '../domain/log-entry.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { appendLog } from '../store/log.store.js';
import type { Context, DeskDeps } from './desk.js';

/** An officer's own entry: a telephone call, a report, a note. */
export interface OfficersEntry {
  readonly at: number;
  readonly category: 'call' | 'report' | 'note';
  readonly text: string;
  readonly source: string | null;
  readonly personal: string | null;
}

/** Appends an officer's entry to the headquarters log. A correction is another entry; none is ever changed. */
export async function addLogEntry(
  deps: DeskDeps,
  ctx: Context,
  entry: OfficersEntry,
): Promise<LogEntry | Refusal> {
  const { officer, now } = ctx;
  if (officer.roles.length === 1 && hasRole(officer, 'reader')) return refuse('officer.reads-only');
  if (entry.at > ctx.at + 60_000) return refuse('log.in-the-future');
  const written = await deps.store.write((tx) =>
    appendLog(tx, { ...entry, enteredAt: now, actor: officer.name, personal: entry.personal || null }),
  );
  deps.notifier.notify('changed', { topics: ['log'] });
  return written;
}
