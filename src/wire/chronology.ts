import { z } from 'zod';
import { logImportances, logStatuses, logTopics } from '../domain/chronology.js';
import { logCategories } from '../domain/log-entry.js';
import { attachmentShape, logEntryShape, logFactsShape } from './log.js';

/** POST /api/v1/chronology/attachments: what the hub took, as an entry then names it. */
export const uploadShape = attachmentShape.omit({ name: true });
export type UploadShape = z.infer<typeof uploadShape>;

const shownAttachment = attachmentShape.extend({
  /** The entry that brought it. */
  seq: z.number().int(),
  /** False when its time was over and it was erased. */
  kept: z.boolean(),
});

/** One thread: an entry as it stands now, and every entry that made it so. */
export const chronologyEntryShape = logFactsShape.extend({
  /** Number of the first entry: the thread's own. */
  root: z.number().int(),
  /** Number of the newest: what a follow-up must name. */
  newest: z.number().int(),
  at: z.number(),
  /** When the first entry was written. */
  enteredAt: z.number(),
  category: z.enum(logCategories),
  actor: z.string(),
  text: z.string(),
  source: z.string().nullable(),
  alertId: z.string().nullable(),
  /** A person wrote it, and may correct it. */
  officers: z.boolean(),
  /** Personal data was given with it, and perhaps erased since. */
  personal: z.boolean(),
  /** Of all entries of the thread, in their order. */
  attachments: z.array(shownAttachment),
  /** Oldest first; more than one where something was corrected or went on. */
  history: z.array(
    logEntryShape
      .pick({ seq: true, at: true, enteredAt: true, actor: true, text: true, hash: true })
      .extend({ as: z.enum(['first', 'correction', 'progress']), status: z.enum(logStatuses).nullable() }),
  ),
});
export type ChronologyEntryShape = z.infer<typeof chronologyEntryShape>;

/** GET /api/v1/chronology */
export const chronologyShape = z.object({
  entries: z.array(chronologyEntryShape),
  /** `before` of the next page; null at the end. */
  next: z.number().int().nullable(),
  /** The log's newest entry, and the hash that ties all before it: what a printed log shows. */
  head: z.number().int(),
  headHash: z.string(),
  /** How far this officer had read; null before her first look. */
  seen: z.number().int().nullable(),
});
export type ChronologyShape = z.infer<typeof chronologyShape>;

const whole = z.coerce.number().int();

/** The filter of GET /api/v1/chronology and of its exports, as a query string; all of it may be left out. */
export const chronologyQuery = z.strictObject({
  text: z.string().trim().max(200).optional(),
  /** A category, or `officers` for all that people wrote. */
  category: z.union([z.enum(logCategories), z.literal('officers')]).optional(),
  topic: z.enum(logTopics).optional(),
  district: z.string().max(60).optional(),
  /** `high` means: at least that. */
  importance: z.enum(logImportances).optional(),
  /** A status, or `unfinished` for all but done. */
  status: z.union([z.enum(logStatuses), z.literal('unfinished')]).optional(),
  /** Time of the event, ms UTC: from (inclusive), to (exclusive). */
  from: whole.optional(),
  to: whole.optional(),
  /** `yes`: only what bears a place on the map. */
  placed: z.literal('yes').optional(),
  /** Threads older than this number. */
  before: whole.positive().optional(),
  limit: whole.min(1).max(500).optional(),
});
export type ChronologyQuery = z.infer<typeof chronologyQuery>;

/** POST /api/v1/chronology/seen */
export const seenBody = z.strictObject({ seq: z.number().int().positive() });

/** POST /api/v1/chronology/personal: the CSV with what was given as personal data; the log says who took it, and why. */
export const personalExportBody = z.strictObject({
  reason: z.string().trim().min(1).max(200),
  filter: chronologyQuery,
});
