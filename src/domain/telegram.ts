import type { Proposal } from './proposal.js';

/** One Kind of the town's municipal block with its Status, 解除 included. For VXSE53 the seismic intensity is the code. */
export interface TelegramItem {
  /** As JMA wrote it, leading zeros kept; empty where the block says that nothing is in force. */
  readonly code: string;
  readonly name: string;
  readonly status: string;
  /** Kind/Condition of the scheme before 2026: 「土砂災害、浸水害」. */
  readonly condition?: string;
  /** 警戒レベル (相当) of the code within its telegram; absent where it has none. */
  readonly level?: number;
}

/** A JMA telegram as every family has it, plus what it says of one municipality. */
export interface Telegram {
  /** Telegram code such as VXSE53, from InfoKind, title and body (never from the title alone). */
  readonly code: string;
  readonly title: string;
  readonly headTitle: string;
  readonly status: '通常' | '訓練' | '試験';
  /** 発表, 訂正, 取消; unknown values are kept as they are. */
  readonly infoType: string;
  readonly eventId: string | null;
  readonly serial: string | null;
  /** Milliseconds UTC. */
  readonly reportDateTime: number;
  readonly controlDateTime: number;
  readonly editorialOffice: string;
  readonly headline: string;
  /** Null for families that we read for identity, status and ordering only. */
  readonly items: readonly TelegramItem[] | null;
}

/** What a telegram says of one municipality, by JMA's 7-digit code. */
export interface MunicipalBlock {
  readonly code: string;
  readonly name: string;
  readonly items: readonly TelegramItem[];
}

/** The earthquake of a VXSE53; what JMA could not determine is null. */
export interface EarthquakeFacts {
  /** Milliseconds UTC of OriginTime. */
  readonly occurredAt: number | null;
  /** Name of the epicentre's area: 三陸沖. */
  readonly epicentre: string | null;
  /** Null where JMA gives words instead of a number (「Ｍ８を超える巨大地震」). */
  readonly magnitude: number | null;
}

/** A telegram as it was read, before anyone asked about a town; its own `items` are null. */
export interface ParsedTelegram extends Telegram {
  /** ReportDateTime as written, with its offset. */
  readonly reportDateTimeText: string;
  /** Null for families that we read for identity, status and ordering only. */
  readonly municipalities: readonly MunicipalBlock[] | null;
  readonly earthquake: EarthquakeFacts | null;
}

/** What it says of one municipality: null for a family we don't read, empty where the municipality isn't named. */
export const itemsFor = (parsed: ParsedTelegram, cityCode: string): readonly TelegramItem[] | null =>
  parsed.municipalities &&
  parsed.municipalities.filter((block) => block.code === cityCode).flatMap((block) => block.items);

/** The telegram as one municipality sees it. */
export function telegramFor(parsed: ParsedTelegram, cityCode: string): Telegram {
  const { municipalities: _all, earthquake: _facts, reportDateTimeText: _text, ...telegram } = parsed;
  return { ...telegram, items: itemsFor(parsed, cityCode) };
}

/** What the hub makes of a telegram. */
export interface Judgement {
  readonly concerned: boolean;
  /** The highest level not lifted, else null. Rows are the town's own reading of the 2026 scheme. */
  readonly level: number | null;
  readonly items: readonly TelegramItem[];
  readonly proposal: Proposal | null;
  readonly refused: 'exercise' | 'test' | 'not-concerned' | 'unreadable' | 'unsupported' | null;
  /** True when it is older than three hours: shown, never proposed from (R21). */
  readonly stale: boolean;
}

const isLifted = (item: TelegramItem): boolean => item.status === '解除';
const isNothing = (item: TelegramItem): boolean => item.status.endsWith('なし');

/** What an item means for the municipality: a transition such as 「危険警報から警報」 leaves its new Kind in force. */
export const itemState = (item: TelegramItem): 'in-force' | 'lifted' | 'none' =>
  isNothing(item) ? 'none' : isLifted(item) ? 'lifted' : 'in-force';

/**
 * EventIDs that hold a time, or an office or typhoon with its year, never come back (20110311144640, TC1923,
 * JPKG080046, 202401101600全般天候情報…); names, forecast areas (12 digits and no more) and volcano numbers do.
 */
const isUniqueEvent = (eventId: string): boolean => /^\d{14}|^\d{12}\D|^[A-Z]{2,5}\d{4}/.test(eventId);

type Identity = Pick<
  Telegram,
  | 'code'
  | 'status'
  | 'infoType'
  | 'eventId'
  | 'serial'
  | 'reportDateTime'
  | 'controlDateTime'
  | 'editorialOffice'
>;

/**
 * The series to which a telegram belongs; inside one, a newer telegram replaces an older one. Full-state
 * snapshots (VPWW53–61, VPWP50, forecasts) have neither EventID nor Serial: one series per telegram code and
 * office. VPHW50/51 have a Serial only, VXSE51 and VTSE41 an EventID only. Exercises are a series of their own.
 */
export function seriesKey(t: Identity): string {
  const series = t.eventId === null ? t.editorialOffice : `event ${t.eventId}`;
  return [t.code, t.status, series].join('|');
}

/**
 * Two telegrams with one key say the same thing at most corrected: 訂正 and 取消 share the key of what they
 * replace where JMA's numbering allows it. EventIDs that JMA uses again (VXWW50 「岩手県土砂災害警戒情報」, VXKO
 * forecast areas, volcano numbers) don't identify a telegram in time, so its report time joins the key, as it
 * does where there is no Serial.
 */
export function telegramKey(t: Identity): string {
  if (t.eventId === null)
    return t.serial === null ? seriesKey(t) : `${seriesKey(t)}|serial ${t.serial}|${day(t)}`;
  const numbered = t.serial !== null && isUniqueEvent(t.eventId);
  return `${seriesKey(t)}|${numbered ? `serial ${t.serial}` : `report ${t.reportDateTime}`}`;
}

/** VPHW50/51 count from 1 again each time: within a day the office's Serial is unique. Days are those of UTC. */
const day = (t: Identity): string => `day ${Math.floor(t.reportDateTime / 86_400_000)}`;

const infoTypeRank = (infoType: string): number => ({ 取消: 2, 訂正: 1 })[infoType] ?? 0;

/** Serials are numbers, sometimes padded or in parts (「001」, 「01-02」); compared part by part. */
const serialParts = (serial: string | null): readonly number[] => (serial ?? '').split('-').map(Number);

const orderOf = (t: Identity): readonly number[] => [
  t.reportDateTime,
  ...[0, 1].map((part) => serialParts(t.serial)[part] || 0),
  t.controlDateTime,
  infoTypeRank(t.infoType),
];

/**
 * True when `newer` takes the place of `older`: same series, and later by ReportDateTime, then Serial, then
 * Control/DateTime; at the very same time 訂正 follows 発表 and 取消 follows both. A strict order: nothing
 * supersedes itself. A 取消 withdraws what it supersedes.
 */
export function supersedes(newer: Identity, older: Identity): boolean {
  if (seriesKey(newer) !== seriesKey(older)) return false;
  const [a, b] = [orderOf(newer), orderOf(older)];
  const difference = a.map((value, index) => value - (b[index] ?? 0)).find((step) => step !== 0);
  return difference !== undefined && difference > 0;
}

/** True when a telegram withdraws what its series said (取消); warnings are retracted by a snapshot with 解除 instead. */
export const withdraws = (t: Pick<Telegram, 'infoType'>): boolean => t.infoType === '取消';
