// Intake: turns what comes from outside (JMA's telegrams, so far) into commands for the desk.
import { recordTelegram, type RecordedTelegram } from '../desk/telegram.js';
import type { DeskDeps } from '../desk/desk.js';
import { judgeTelegram } from '../domain/judge-telegram.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { seriesKey, telegramFor } from '../domain/telegram.js';
import { parseTelegram } from '../formats/jma/parse-telegram.js';
import { sha256 } from '../platform/digest.js';
import { ordersInForce } from '../store/district-state.store.js';

/** What became of a telegram: recorded always, refused with a code, or a proposal. */
export interface Received extends RecordedTelegram {
  readonly code: string | null;
  readonly concerned: boolean;
  /** Why nothing is proposed from it, or why it could not be read. */
  readonly refused: string | null;
  /** Set where it could not be read: the refusal with its variables. It was kept all the same. */
  readonly unreadable: Refusal | null;
}

/**
 * Takes a telegram in: parse, judge for the town, record, propose. Unreadable bytes are kept and logged, never dropped.
 * `at` is when it was received: the scenario's time in a drill, whose id is the `scope` that keeps its telegrams apart
 * from those of an earlier run.
 */
export async function receiveTelegram(
  deps: DeskDeps,
  bytes: Uint8Array,
  at: number,
  scope = '',
): Promise<Received> {
  const parsed = parseTelegram(bytes);
  const raw = Buffer.from(bytes).toString('base64');
  const base = { hash: scope + sha256(bytes), raw, receivedAt: at };
  if (isRefusal(parsed)) {
    const nothing = {
      concerned: false,
      level: null,
      stale: false,
      proposal: null,
      telegram: null,
      orderKey: null,
    };
    const recorded = await recordTelegram(deps, { ...base, ...nothing, refused: parsed.refused });
    return { ...recorded, code: null, concerned: false, refused: parsed.refused, unreadable: parsed };
  }
  const judgement = judgeTelegram({
    parsed,
    cityCode: deps.town.cityCode,
    rules: deps.town.proposals,
    hazardDistricts: deps.town.hazardDistricts,
    world: deps.world,
    now: at,
    ordersInForce: await ordersInForce(deps.store.read),
  });
  const { concerned, level, refused, stale, proposal } = judgement;
  const telegram = telegramFor(parsed, deps.town.cityCode);
  const recorded = await recordTelegram(deps, {
    ...base,
    telegram,
    orderKey: scope + seriesKey(parsed),
    concerned,
    level,
    refused,
    stale,
    proposal,
  });
  return { ...recorded, code: parsed.code, concerned, refused, unreadable: null };
}
