import { z } from 'zod';

/** Who severed every way out of the hub, when and why (safety R15). */
export const maintenanceShape = z.object({ since: z.number(), by: z.string(), reason: z.string() });
export type MaintenanceShape = z.infer<typeof maintenanceShape>;

/** POST /api/v1/maintenance/begin: `note` is what is being done, and by whom. */
export const beginMaintenanceBody = z.strictObject({ note: z.string().trim().min(1).max(500) });

export const maintenanceAnswer = z.object({ maintenance: maintenanceShape.nullable() });
export type MaintenanceAnswer = z.infer<typeof maintenanceAnswer>;
