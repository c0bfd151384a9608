import { z } from 'zod';
import { attachmentTypes, largestAttachment, mostAttachments } from '../domain/attachment.js';
import {
  logCertainties,
  logImportances,
  logMeans,
  logStatuses,
  logTopics,
  officersCategories,
} from '../domain/chronology.js';
import { logCategories } from '../domain/log-entry.js';

export const logEntryShape = z.object({
  seq: z.number().int(),
  id: z.string(),
  /** Time of the event and time of its entry, ms UTC. */
  at: z.number(),
  enteredAt: z.number(),
  category: z.enum(logCategories),
  actor: z.string(),
  text: z.string(),
  /** From whom and by what means, where a person entered it. */
  source: z.string().nullable(),
  alertId: z.string().nullable(),
  hash: z.string(),
});
export type LogEntryShape = z.infer<typeof logEntryShape>;

const words = z.string().trim().min(1).max(200).nullable();

/** Degrees, WGS 84, to six decimals: a tenth of a metre, and no more than a finger on a map knows. */
const degrees = (most: number) =>
  z
    .number()
    .min(-most)
    .max(most)
    .refine((value) => Number(value.toFixed(6)) === value);

export const attachmentShape = z.strictObject({
  /** Digest of the bytes, by which they are read. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().trim().min(1).max(120),
  type: z.enum(attachmentTypes),
  size: z.number().int().positive().max(largestAttachment),
});

export const logFactsShape = z.strictObject({
  /** When word of it came, ms UTC. */
  receivedAt: z.number().int().nullable(),
  to: words,
  means: z.enum(logMeans).nullable(),
  /** A district's code, or `all`. */
  district: z.string().max(60).nullable(),
  topic: z.enum(logTopics).nullable(),
  importance: z.enum(logImportances),
  status: z.enum(logStatuses).nullable(),
  assignee: words,
  certainty: z.enum(logCertainties).nullable(),
  place: z
    .strictObject({ lat: degrees(90), lng: degrees(180) })
    .nullable()
    .default(null),
  /** Uploaded before (POST /api/v1/chronology/attachments). */
  attachments: z.array(attachmentShape).max(mostAttachments).default([]),
});

const follows = z.strictObject({
  /** The thread's newest entry as the screen shows it. */
  seq: z.number().int().positive(),
  as: z.enum(['correction', 'progress']),
});

/** POST /api/v1/log: an officer's own entry. */
export const newLogEntryBody = z.strictObject({
  at: z.number().int(),
  category: z.enum(officersCategories),
  text: z.string().trim().min(1).max(2000),
  source: z.string().trim().max(200).nullable(),
  /** Names and numbers: kept in an erasable side row of which the chain holds a salted hash. */
  personal: z.string().trim().max(500).nullable(),
  facts: logFactsShape.optional(),
  /** The entry that this one corrects, or says the progress of. */
  follows: follows.optional(),
  alertId: z.string().max(60).nullable().optional(),
});

/** POST /api/v1/log: the entry with its place in the chain. */
export const writtenEntryShape = logEntryShape.extend({
  data: z.record(z.string(), z.unknown()),
  personalHash: z.string().nullable(),
  prevHash: z.string(),
});
