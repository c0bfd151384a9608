import { z } from 'zod';
import { couldNotReasons, manualStates, markResults } from '../domain/manual-task.js';
import { manualPostTypes } from '../domain/manual-post.js';
import { spokenLine } from './message.js';

/** Who did it, and when (milliseconds UTC; now where it is left out). */
const who = { by: z.string().trim().min(1).max(60), at: z.number().int().optional() };
const note = z.string().trim().max(300).default('');
const reason = z.enum(couldNotReasons);
const otherNeedsNote = (body: { reason?: string | undefined; note: string }): boolean =>
  body.reason !== 'other' || body.note !== '';

/** POST /api/v1/manual/:id/begin */
export const beginManualBody = z.strictObject(who);
export type BeginManualBody = z.infer<typeof beginManualBody>;

/** POST /api/v1/manual/:id/stops */
export const markStopBody = z.strictObject({
  stop: z.string().min(1).max(80),
  result: z.enum(['done', 'could-not']),
  ...who,
  note,
});
export type MarkStopBody = z.infer<typeof markStopBody>;

/** POST /api/v1/manual/:id/close */
export const closeManualBody = z
  .discriminatedUnion('result', [
    z.strictObject({ result: z.literal('done'), ...who, note }),
    z.strictObject({ result: z.literal('could-not'), reason, ...who, note }),
  ])
  .refine(otherNeedsNote, { path: ['note'] });
export type CloseManualBody = z.infer<typeof closeManualBody>;

const mark = z.object({
  /** Empty for the task itself. */
  stop: z.string(),
  result: z.enum(markResults),
  by: z.string(),
  at: z.number(),
  note: z.string(),
});

const task = z.object({
  deliveryId: z.string(),
  state: z.enum(manualStates),
  post: z.string(),
  type: z.enum(manualPostTypes),
  name: z.string(),
  reading: z.string(),
  /** Codes. */
  districts: z.array(z.string()),
  /** Codes of districts that were lifted since, while the rest of the task stands. */
  lifted: z.array(z.string()),
  stops: z.array(
    z.object({ id: z.string(), name: z.string(), reading: z.string(), note: z.string().optional() }),
  ),
  fields: z.array(z.object({ name: z.string(), text: z.string() })).optional(),
  invented: z.boolean(),
  marks: z.array(mark),
  /** Of one that could not be done. */
  reason: z.string().nullable(),
});

/** GET /api/v1/manual?alert=: a sheet per version, newest first; without an alert those with open tasks. */
export const manualSheetShape = z.object({
  versionId: z.string(),
  alertId: z.string(),
  alertNumber: z.string().nullable(),
  n: z.number().int(),
  kind: z.string(),
  level: z.number().nullable(),
  purpose: z.enum(['message', 'cancel', 'correction']),
  issuedAt: z.number(),
  expiresAt: z.number(),
  title: z.string(),
  text: z.string(),
  car: z.array(spokenLine),
  carSeconds: z.number(),
  call: z.array(spokenLine),
  tasks: z.array(task),
});
export type ManualSheetShape = z.infer<typeof manualSheetShape>;
export type ManualTaskShape = ManualSheetShape['tasks'][number];

/** POST /api/v1/manual/…: the task as it stands now. */
export const manualTickedShape = z.object({ deliveryId: z.string(), state: z.enum(manualStates) });
export type ManualTickedShape = z.infer<typeof manualTickedShape>;
