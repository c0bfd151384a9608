import type { LogAttachment } from './attachment.js';
import type { LogCategory, LogEntry } from './log-entry.js';
import type { Point } from './town.js';

/** By what means word came. */
export const logMeans = ['phone', 'radio', 'visit', 'fax', 'mail', 'patrol', 'sns', 'other'] as const;
export type LogMeans = (typeof logMeans)[number];

/** What an entry is about (分類), as headquarters sort it. */
export const logTopics = [
  'people',
  'houses',
  'road',
  'river',
  'evacuation',
  'shelter',
  'lifeline',
  'inquiry',
  'publicity',
  'meeting',
  'other',
] as const;
export type LogTopic = (typeof logTopics)[number];

export const logImportances = ['normal', 'high', 'urgent'] as const;
export type LogImportance = (typeof logImportances)[number];

/** What is done about it (未対応・対応中・保留・完了); an entry that asks for nothing has none. */
export const logStatuses = ['open', 'doing', 'held', 'done'] as const;
export type LogStatus = (typeof logStatuses)[number];

/** How sure one is; 「未確認」 is allowed, as in 第4号様式. */
export const logCertainties = ['unconfirmed', 'confirmed', 'false'] as const;
export type LogCertainty = (typeof logCertainties)[number];

/** An entry's facts for sorting and doing. They stand in its chained `data`, so that they are as fixed as its text. */
export interface LogFacts {
  /** When word of it came; null where nobody said. Milliseconds UTC. */
  readonly receivedAt: number | null;
  readonly to: string | null;
  readonly means: LogMeans | null;
  /** A district's code, or `all`. */
  readonly district: string | null;
  readonly topic: LogTopic | null;
  readonly importance: LogImportance;
  readonly status: LogStatus | null;
  readonly assignee: string | null;
  readonly certainty: LogCertainty | null;
  /** Where, WGS 84; to six decimals, a tenth of a metre. */
  readonly place: Point | null;
  /** Photos and documents that this very entry brings; a follow-up brings its own. */
  readonly attachments: readonly LogAttachment[];
}

/** An entry that says something new about a former one: its words put right, or how far one is. */
export interface LogFollows {
  /** The newest entry of the thread when it was written: a stale screen is refused. */
  readonly seq: number;
  readonly as: 'correction' | 'progress';
}

/** What officers write themselves; the hub's own record is nobody's to correct. */
export const officersCategories = ['call', 'report', 'note'] as const satisfies readonly LogCategory[];
const ownKeys = ['facts', 'follows'];

/** Whether a person wrote it: the hub's own entries carry data of their own, also where it telephoned. */
export const isOfficers = ({ category, data }: Pick<LogEntry, 'category' | 'data'>): boolean =>
  (officersCategories as readonly LogCategory[]).includes(category) &&
  Object.keys(data).every((key) => ownKeys.includes(key));

/** An issue and a failure matter by themselves. */
const importanceOf = (category: LogCategory): LogImportance =>
  category === 'issue' || category === 'failure' ? 'high' : 'normal';

/** The facts of an entry; those of one that was written before there were any, or by the hub. */
export const factsOf = ({ category, data }: Pick<LogEntry, 'category' | 'data'>): LogFacts => ({
  receivedAt: null,
  to: null,
  means: null,
  district: null,
  topic: null,
  importance: importanceOf(category),
  status: null,
  assignee: null,
  certainty: null,
  place: null,
  attachments: [],
  ...(data['facts'] as Partial<LogFacts> | undefined),
});

export const followsOf = ({ data }: Pick<LogEntry, 'data'>): LogFollows | null =>
  (data['follows'] as LogFollows | undefined) ?? null;
