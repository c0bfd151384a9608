import { z } from 'zod';

const person = z.object({ id: z.string(), name: z.string() });

/** GET /api/v1/watch. Times in milliseconds UTC. */
export const watchShape = z.object({
  onDuty: z.array(person.extend({ since: z.number() })),
  /** What the last one who handed over left for the next. */
  last: z.object({ by: z.string(), to: z.string().nullable(), at: z.number(), note: z.string() }).nullable(),
  /** Whom one may hand over to: who may have duty, but oneself. */
  others: z.array(person),
});
export type WatchShape = z.infer<typeof watchShape>;

/** POST /api/v1/watch/take */
export const takeWatchBody = z.strictObject({});
/** POST /api/v1/watch/hand-over: the note, and who goes on; nobody where the duty just ends. */
export const handOverBody = z.strictObject({
  note: z.string().trim().min(1).max(2000),
  to: z.string().max(60).nullable(),
});
