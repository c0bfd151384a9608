import { z } from 'zod';
import { ringChannels, ringStates } from '../domain/ringing.js';

/** GET /api/v1/versions/:id/rings: who was rung for a submission that waits, the first one first. Times in milliseconds UTC. */
export const ringShape = z.object({
  id: z.string(),
  /** Empty where nobody could be rung. */
  officer: z.string(),
  channel: z.enum(ringChannels),
  /** How often the list was gone through. */
  round: z.number().int(),
  state: z.enum(ringStates),
  at: z.number(),
  answeredAt: z.number().nullable(),
});
export type RingShape = z.infer<typeof ringShape>;
