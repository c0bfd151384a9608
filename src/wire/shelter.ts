import { z } from 'zod';
import { shelterStates } from '../domain/shelter.js';

/** POST /api/v1/shelters/:id/state */
export const shelterOrderBody = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open') }),
  z.strictObject({ state: z.literal('closed') }),
  /** Milliseconds UTC; within two days. */
  z.strictObject({ state: z.literal('opening'), opensAt: z.number().int() }),
]);

/** GET /api/v1/shelters: every shelter of the town; closed, with nobody's name, where nothing was said yet. */
export const shelterShape = z.object({
  id: z.string(),
  state: z.enum(shelterStates),
  opensAt: z.number().nullable(),
  since: z.number().nullable(),
  by: z.string().nullable(),
  /** Hazards that the building is designated for, as an emergency site or through the one of its name. */
  hazards: z.array(z.string()),
  /** Of the hazards in force in the town, those that it is not designated for. */
  unfitFor: z.array(z.string()),
});
export type ShelterShape = z.infer<typeof shelterShape>;
