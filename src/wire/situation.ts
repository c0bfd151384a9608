import { z } from 'zod';
import { shelterShape } from './shelter.js';

/** GET /api/v1/situation?at=: the town as it stood at a moment of the last week; without one, as it stands. */
export const situationShape = z.object({
  /** Milliseconds UTC. */
  at: z.number(),
  districts: z.array(
    z.object({
      code: z.string(),
      level: z.number().nullable(),
      orders: z.array(
        z.object({
          hazard: z.string(),
          level: z.number(),
          kind: z.string(),
          alertId: z.string(),
          since: z.number(),
        }),
      ),
      /** What was lifted within the day before. */
      lifted: z.array(z.object({ hazard: z.string(), level: z.number(), at: z.number() })),
    }),
  ),
  /** JMA's, for the whole town: an equivalent level is never the town's order. */
  warnings: z.array(
    z.object({
      type: z.enum(['weather', 'river']),
      name: z.string(),
      level: z.number().nullable(),
      title: z.string(),
      since: z.number(),
    }),
  ),
  shelters: z.array(shelterShape),
});
export type SituationShape = z.infer<typeof situationShape>;
