import type { DistrictChoice, Slots } from '../domain/message.js';
import type { TelegramItem } from '../domain/telegram.js';
import { listOf } from './dialect.js';
import { ProposalRow, TelegramRow } from './entities/telegram.entity.js';
import type { Tx } from './store.js';
import { officerNames } from './version.store.js';

/** The newest hundred telegrams, as consoles show them. */
export async function listTelegrams(tx: Tx) {
  const rows = await tx.rows.find(TelegramRow, { order: { receivedAt: 'DESC', id: 'DESC' }, take: 100 });
  return rows.map((row) => ({
    id: row.id,
    receivedAt: row.receivedAt,
    code: row.code,
    title: row.title,
    headline: row.headline,
    status: row.status,
    infoType: row.infoType,
    reportDateTime: row.reportAt,
    office: row.office,
    concerned: row.concerned === 1,
    level: row.level,
    refused: row.refused,
    stale: row.stale === 1,
    kept: row.raw !== '',
    items: JSON.parse(row.items) as TelegramItem[],
  }));
}

/** The bytes of a telegram as they came; empty where its term is over, null where there is no such telegram. */
export async function rawTelegram({ sql }: Pick<Tx, 'sql'>, id: string): Promise<Buffer | null> {
  const [row] = await sql<{ raw: string }>('SELECT raw FROM telegrams WHERE id = $1', id);
  return row === undefined ? null : Buffer.from(row.raw, 'base64');
}

/** The newest hundred proposals with the telegram each came from. */
export async function listProposals(tx: Tx) {
  const rows = await tx.rows.find(ProposalRow, { order: { createdAt: 'DESC', id: 'DESC' }, take: 100 });
  const telegrams = await tx.sql<{
    id: string;
    code: string;
    title: string;
    headline: string;
    report_at: number;
  }>(
    `SELECT id, code, title, headline, report_at FROM telegrams WHERE id IN ${listOf(tx.engine, '$1', 'text')}`,
    JSON.stringify(rows.map(({ telegramId }) => telegramId)),
  );
  const names = await officerNames(tx);
  const byId = new Map(telegrams.map((telegram) => [telegram.id, telegram]));
  return rows.map((row) => ({
    id: row.id,
    telegramId: row.telegramId,
    telegramCode: byId.get(row.telegramId)?.code ?? '',
    telegramTitle: byId.get(row.telegramId)?.title ?? '',
    headline: byId.get(row.telegramId)?.headline ?? '',
    reportDateTime: byId.get(row.telegramId)?.report_at ?? 0,
    kind: row.kind,
    level: row.level,
    hazard: row.hazard,
    districts: JSON.parse(row.districts) as 'all' | (string[] & DistrictChoice),
    slots: JSON.parse(row.slots) as Record<string, string | number | boolean | string[]> & Slots,
    state: row.state,
    dismissal:
      row.state === 'dismissed'
        ? {
            reason: row.reason ?? '',
            by: names.get(row.dismissedBy ?? '') ?? null,
            at: row.dismissedAt ?? null,
          }
        : null,
    createdAt: row.createdAt,
  }));
}
