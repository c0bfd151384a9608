import { z } from 'zod';
import { maintenanceShape } from './maintenance.js';
import { deliveryStates } from '../domain/delivery.js';
import { channelId } from './message.js';

export const deliveryState = z.enum(deliveryStates);
export type DeliveryState = z.infer<typeof deliveryState>;

export const channelProgress = z.object({
  channel: channelId,
  targets: z.number().int(),
  counts: z.record(deliveryState, z.number().int()),
  /** Calls that had to be repeated. */
  retried: z.number().int(),
  firstHandOffAt: z.number().nullable(),
  lastHandOffAt: z.number().nullable(),
  /** Within how many milliseconds of the issue half, and 95 of 100, of those handed on were. */
  took: z.object({ p50: z.number().int(), p95: z.number().int() }).nullable(),
});
export type ChannelProgress = z.infer<typeof channelProgress>;

/** Socket event `progress` on namespace /console, at most 4 a second an alert; also GET /api/v1/versions/:id/progress. */
export const progressShape = z.object({
  alertId: z.string(),
  versionId: z.string(),
  /** Grows by one per event of this process; a gap means: fetch again. */
  seq: z.number().int(),
  at: z.number(),
  /** Null before its issue. Milliseconds UTC. */
  issuedAt: z.number().nullable(),
  channels: z.array(channelProgress),
  /** True when no delivery is pending, sending or unsure. */
  settled: z.boolean(),
});
export type ProgressShape = z.infer<typeof progressShape>;

export const topics = [
  'proposals',
  'alerts',
  'state',
  'log',
  'drill',
  'channels',
  'tasks',
  'rings',
  'staff',
  'shelters',
] as const;
/** Socket event `changed`: which lists a console should fetch again. */
export const changedShape = z.object({
  topics: z.array(z.enum(topics)),
  seq: z.number().int(),
  at: z.number(),
});
export type ChangedShape = z.infer<typeof changedShape>;
export type Topic = (typeof topics)[number];

/** GET /api/v1/versions/:id/deliveries?channel=&state= */
export const deliveryShape = z.object({
  id: z.string(),
  channel: channelId,
  /** Masked: the last four digits or characters. */
  target: z.string(),
  /** One person's address; stations and accounts are nobody's. */
  personal: z.boolean(),
  district: z.string().nullable(),
  language: z.string(),
  state: deliveryState,
  attempts: z.number().int(),
  fault: z.object({ at: z.string(), code: z.string(), detail: z.string().optional() }).nullable(),
  heldReason: z.string().nullable(),
  updatedAt: z.number(),
});
export type DeliveryShape = z.infer<typeof deliveryShape>;

/** GET /api/v1/state */
export const stateShape = z.object({
  districts: z.array(
    z.object({
      code: z.string(),
      level: z.number().nullable(),
      orders: z.array(
        z.object({
          hazard: z.string(),
          level: z.number().nullable(),
          kind: z.string(),
          alertId: z.string(),
          since: z.number(),
        }),
      ),
    }),
  ),
  /** Who severed every way out, when and why; null where they are open. */
  maintenance: maintenanceShape.nullable(),
  /** JMA's feed: a dead forwarder looks like a calm night. */
  telegrams: z.object({
    /** When the last telegram of any kind came in; null before the first. */
    lastAt: z.number().nullable(),
    /** Since when its silence is an open task; null while it speaks, or nobody watches. */
    silentSince: z.number().nullable(),
  }),
  channels: z.array(
    z.object({
      channel: channelId,
      /** `off`: this hub's configuration leaves it out. */
      state: z.enum(['up', 'degraded', 'down', 'off']),
      detail: z.string().nullable(),
      checkedAt: z.number().nullable(),
      /** Since when it has been in this state. */
      since: z.number().nullable(),
      /** When a probe last reached it. */
      lastUpAt: z.number().nullable(),
      waiting: z.number().int(),
      /** Its sends fail one after the other, whatever a probe says; `detail` is then the last failure's code. */
      failing: z.boolean(),
    }),
  ),
  /** The disk under the database; `ballast` is `spent` while only urgent alerts are taken (docs/storage.md). */
  storage: z.object({
    trouble: z.enum(['full', 'read-only', 'stalled', 'failed']).nullable(),
    since: z.number().nullable(),
    ballast: z.enum(['none', 'missing', 'whole', 'spent']),
  }),
});
export type StateShape = z.infer<typeof stateShape>;
