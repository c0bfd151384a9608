import { z } from 'zod';
import { dutyMeans } from '../domain/duty.js';

const inTwoLanguages = z.object({ ja: z.string(), en: z.string() });

/** GET /api/v1/duties: what the law asks of the town, open; with `?alert=` all of an alert. Times in milliseconds UTC. */
export const dutyShape = z.object({
  id: z.string(),
  duty: z.string(),
  versionId: z.string(),
  alertId: z.string(),
  alertNumber: z.string().nullable(),
  messageKind: z.string(),
  level: z.number().nullable(),
  name: inTwoLanguages,
  to: inTwoLanguages,
  law: z.string(),
  /** False where nobody of the town has checked the rule. */
  verified: z.boolean(),
  /** What is said or sent, in Japanese. */
  text: z.string(),
  openedAt: z.number(),
  dueAt: z.number(),
  withdrawnAt: z.number().nullable(),
  done: z.object({ by: z.string(), at: z.number(), means: z.enum(dutyMeans), note: z.string() }).nullable(),
});
export type DutyShape = z.infer<typeof dutyShape>;

/** POST /api/v1/duties/:id/done: by whom, when (now when absent) and by what means. */
export const dutyDoneBody = z.strictObject({
  by: z.string().trim().min(1).max(60),
  at: z.int().positive().optional(),
  means: z.enum(dutyMeans),
  note: z.string().trim().max(300).default(''),
});
export type DutyDoneBody = z.infer<typeof dutyDoneBody>;
