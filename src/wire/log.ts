import { z } from 'zod';
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

/** POST /api/v1/log: an officer's own entry. */
export const newLogEntryBody = z.strictObject({
  at: z.number().int(),
  category: z.enum(['call', 'report', 'note']),
  text: z.string().trim().min(1).max(2000),
  source: z.string().trim().max(200).nullable(),
  /** Names and numbers: kept in an erasable side row of which the chain holds a salted hash. */
  personal: z.string().trim().max(500).nullable(),
});

/** POST /api/v1/log: the entry with its place in the chain. */
export const writtenEntryShape = logEntryShape.extend({
  data: z.record(z.string(), z.unknown()),
  personalHash: z.string().nullable(),
  prevHash: z.string(),
});
