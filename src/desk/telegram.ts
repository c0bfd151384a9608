import type { Proposal } from '../domain/proposal.js';
import { supersedes, type Telegram } from '../domain/telegram.js';
import { hasRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { newId } from '../platform/id.js';
import { ProposalRow, TelegramRow } from '../store/entities/telegram.entity.js';
import { appendLog } from '../store/log.store.js';
import type { Tx } from '../store/store.js';
import { logCommand, type Context, type DeskDeps } from './desk.js';

/** A telegram as intake read and judged it. */
export interface JudgedTelegram {
  readonly hash: string;
  /** The bytes, base64. */
  readonly raw: string;
  readonly receivedAt: number;
  /** Null where it could not be read; the bytes are kept all the same. */
  readonly telegram: Telegram | null;
  readonly orderKey: string | null;
  readonly concerned: boolean;
  readonly level: number | null;
  /** A judgement's refusal, or the parser's code. */
  readonly refused: string | null;
  readonly stale: boolean;
  readonly proposal: Proposal | null;
}

export interface RecordedTelegram {
  readonly telegramId: string;
  readonly proposalId: string | null;
  /** True when these very bytes had come before: nothing was done again. */
  readonly known: boolean;
}

/** Records a telegram, its log entry, and the proposal it makes, if any. It never issues by itself (R14). */
export async function recordTelegram(deps: DeskDeps, judged: JudgedTelegram): Promise<RecordedTelegram> {
  const now = deps.clock.now();
  const recorded = await deps.store.write(async (tx) => {
    const known = await tx.rows.findOneBy(TelegramRow, { hash: judged.hash });
    if (known) return { telegramId: known.id, proposalId: null, known: true };
    const telegramId = newId();
    const late = await isOvertaken(tx, judged);
    await tx.rows.insert(TelegramRow, toRow(telegramId, judged));
    if (!late) await supersedeSeries(tx, judged.orderKey);
    const proposal = late ? null : judged.proposal;
    const proposalId = proposal ? await insertProposal(tx, telegramId, proposal, judged.receivedAt) : null;
    await logTelegram(deps, tx, { telegramId, judged, now });
    return { telegramId, proposalId, known: false };
  });
  if (!recorded.known) {
    deps.notifier.notify('changed', { topics: ['proposals', 'log', 'state'] });
  }
  return recorded;
}

const toRow = (id: string, judged: JudgedTelegram): TelegramRow => ({
  id,
  receivedAt: judged.receivedAt,
  hash: judged.hash,
  raw: judged.raw,
  code: judged.telegram?.code ?? null,
  title: judged.telegram?.title ?? null,
  headline: judged.telegram?.headline ?? null,
  status: judged.telegram?.status ?? null,
  infoType: judged.telegram?.infoType ?? null,
  eventId: judged.telegram?.eventId ?? null,
  serial: judged.telegram?.serial ?? null,
  reportAt: judged.telegram?.reportDateTime ?? null,
  controlAt: judged.telegram?.controlDateTime ?? null,
  office: judged.telegram?.editorialOffice ?? null,
  orderKey: judged.orderKey,
  concerned: judged.concerned ? 1 : 0,
  level: judged.level,
  refused: judged.refused,
  stale: judged.stale ? 1 : 0,
  items: JSON.stringify(judged.telegram?.items ?? []),
});

/** A telegram that came after a newer one of its series is kept and shown, and changes nothing. */
async function isOvertaken(tx: Tx, { telegram, orderKey }: JudgedTelegram): Promise<boolean> {
  if (!telegram || orderKey === null) return false;
  const series = await tx.rows.find(TelegramRow, {
    where: { orderKey },
    order: { reportAt: 'DESC' },
    take: 20,
  });
  return series.some((row) => supersedes(toIdentity(row), telegram));
}

const toIdentity = (row: TelegramRow) => ({
  code: row.code ?? '',
  status: row.status as Telegram['status'],
  infoType: row.infoType ?? '',
  eventId: row.eventId,
  serial: row.serial,
  reportDateTime: row.reportAt ?? 0,
  controlDateTime: row.controlAt ?? 0,
  editorialOffice: row.office ?? '',
});

/** A newer telegram replaces what its series said before: the proposal that came from it is no longer the present. */
const supersedeSeries = (tx: Tx, orderKey: string | null) =>
  tx.sql(
    `UPDATE proposals SET state = 'superseded' WHERE state = 'open'
     AND telegram_id IN (SELECT id FROM telegrams WHERE order_key = $1)`,
    orderKey,
  );

/** A newer proposal for the same kind and hazard takes the open one's place: the officer sees the present, once. */
async function insertProposal(tx: Tx, telegramId: string, proposal: Proposal, at: number): Promise<string> {
  await tx.sql(
    `UPDATE proposals SET state = 'superseded' WHERE state = 'open' AND COALESCE(hazard, kind) = $1`,
    proposal.hazard ?? proposal.kind,
  );
  const id = newId();
  await tx.rows.insert(ProposalRow, {
    id,
    telegramId,
    kind: proposal.kind,
    level: proposal.level,
    hazard: proposal.hazard,
    districts: JSON.stringify(proposal.districts),
    slots: JSON.stringify(proposal.slots),
    state: 'open',
    reason: null,
    createdAt: at,
  });
  return id;
}

async function logTelegram(
  deps: DeskDeps,
  tx: Tx,
  { telegramId, judged, now }: { telegramId: string; judged: JudgedTelegram; now: number },
): Promise<void> {
  const { telegram, refused, proposal } = judged;
  const base = {
    at: judged.receivedAt,
    enteredAt: now,
    data: { telegramId, refused, code: telegram?.code ?? null },
  };
  await appendLog(tx, {
    ...base,
    category: 'telegram',
    actor: telegram?.editorialOffice ?? deps.say('ja', 'log.intake'),
    text: telegram
      ? deps.say('ja', 'log.telegram', {
          title: telegram.title,
          headline: telegram.headline || telegram.headTitle,
        })
      : deps.say('ja', 'log.telegram-unreadable', { code: refused ?? '' }),
  });
  if (proposal)
    await appendLog(tx, {
      ...base,
      category: 'proposal',
      actor: deps.say('ja', 'log.intake'),
      text: deps.say('ja', 'log.proposed', { kind: deps.say('ja', `kind.${proposal.kind}`) }),
    });
}

/** Puts a proposal aside, with the reason why. */
export async function dismissProposal(
  deps: DeskDeps,
  ctx: Context,
  id: string,
  reason: string,
): Promise<string | Refusal> {
  if (!hasRole(ctx.officer, 'drafter')) return refuse('officer.not-drafter');
  const result = await deps.store.write(async (tx) => {
    const proposal = await tx.rows.findOneBy(ProposalRow, { id });
    if (!proposal) return refuse('proposal.unknown');
    if (proposal.state !== 'open') return refuse(`proposal.${proposal.state}`);
    await tx.rows.update(
      ProposalRow,
      { id },
      { state: 'dismissed', reason, dismissedBy: ctx.officer.id, dismissedAt: ctx.now },
    );
    await logCommand(tx, ctx, {
      category: 'command',
      text: deps.say('ja', 'log.dismissed', { kind: deps.say('ja', `kind.${proposal.kind}`), reason }),
      data: { proposalId: id },
    });
    return id;
  });
  if (!isRefusal(result)) deps.notifier.notify('changed', { topics: ['proposals', 'log'] });
  return result;
}
