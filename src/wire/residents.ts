import { z } from 'zod';

/** GET /api/v1/residents/counts: how many people and addresses are in the register; nobody by name or address. */
export const residentCountsShape = z.object({
  people: z.number().int(),
  /** Addresses that a message may be sent to. */
  addresses: z.array(z.object({ channel: z.string(), language: z.string(), n: z.number().int() })),
});
export type ResidentCountsShape = z.infer<typeof residentCountsShape>;
