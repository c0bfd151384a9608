import { z } from 'zod';
import { channelId } from './message.js';
import { deliveryState } from './progress.js';

const world = z.enum(['live', 'drill']);

/** GET /api/v1/exports/alerts?format=: every version that was issued, newest first. Times in milliseconds UTC. */
export const alertsExportShape = z.object({
  world,
  exportedAt: z.number(),
  versions: z.array(
    z.object({
      alertId: z.string(),
      number: z.string().nullable(),
      versionId: z.string(),
      n: z.number().int(),
      status: z.string(),
      intent: z.enum(['alert', 'update', 'cancel']),
      kind: z.string(),
      level: z.number().nullable(),
      issuedAt: z.number(),
      people: z.number().nullable(),
      addresses: z.number().nullable(),
    }),
  ),
});
export type AlertsExport = z.infer<typeof alertsExportShape>;

/** GET /api/v1/exports/alerts/:id/deliveries?format=: counts, nobody's address. */
export const deliveriesExportShape = z.object({
  world,
  exportedAt: z.number(),
  alertId: z.string(),
  counts: z.array(
    z.object({
      n: z.number().int(),
      channel: channelId,
      language: z.string(),
      state: deliveryState,
      /** Why it is held, or the code of what went wrong; null for none. */
      reason: z.string().nullable(),
      count: z.number().int(),
    }),
  ),
});
export type DeliveriesExport = z.infer<typeof deliveriesExportShape>;

/** POST /api/v1/exports/alerts/:id/addresses: the reason stands in the log. */
export const addressesExportBody = z.strictObject({
  format: z.enum(['csv', 'json']),
  reason: z.string().trim().min(1).max(300),
});

/** Addresses in full: only for whom the route lets in. */
export const addressesExportShape = z.object({
  world,
  exportedAt: z.number(),
  alertId: z.string(),
  deliveries: z.array(
    z.object({
      n: z.number().int(),
      channel: channelId,
      target: z.string(),
      district: z.string().nullable(),
      language: z.string(),
      state: deliveryState,
      reason: z.string().nullable(),
      attempts: z.number().int(),
      acceptedAt: z.number().nullable(),
      updatedAt: z.number(),
    }),
  ),
});
export type AddressesExport = z.infer<typeof addressesExportShape>;
