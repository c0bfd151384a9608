import { z } from 'zod';
import { giveUpReasons } from '../domain/delivery-command.js';
import { heldReasons } from '../domain/delivery.js';
import { carriedChannelId, channelId } from './message.js';

const note = z.string().trim().max(300);
/** Why a person gives up: a reason of the list, and in words where the list has none. */
const whyGivenUp = {
  reason: z.enum(giveUpReasons),
  note: note.default(''),
};
const otherNeedsNote = (body: { action: string; reason?: string; note?: string }): boolean =>
  body.reason !== 'other' || body.note !== '';

/** POST /api/v1/deliveries/:id/decide: what a person does about one that is held or was refused. */
export const decideDeliveryBody = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('retry') }),
    z.strictObject({ action: z.literal('give-up'), ...whyGivenUp }),
    z.strictObject({
      action: z.literal('reroute'),
      /** Another address of the same resident, or one that the officer types. */
      to: z.union([
        z.strictObject({ addressId: z.string().min(1).max(200) }),
        z.strictObject({ channel: carriedChannelId, typed: z.string().trim().min(1).max(4096) }),
      ]),
      note: note.min(1),
    }),
  ])
  .refine(otherNeedsNote, { path: ['note'] });
export type DecideDeliveryBody = z.infer<typeof decideDeliveryBody>;

/** A task's worth: all deliveries of a version and channel that are held for a reason, or were refused with a code. */
const group = {
  channel: channelId,
  of: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('held'), reason: z.enum(heldReasons) }),
    z.strictObject({
      state: z.literal('refused'),
      code: z
        .string()
        .max(60)
        .regex(/^[a-z-]+\.[a-z-]+$/),
    }),
  ]),
};

/** POST /api/v1/versions/:id/deliveries/decide */
export const decideGroupBody = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('retry'), ...group }),
    z.strictObject({ action: z.literal('give-up'), ...group, ...whyGivenUp }),
  ])
  .refine(otherNeedsNote, { path: ['note'] });
export type DecideGroupBody = z.infer<typeof decideGroupBody>;

/** POST /api/v1/versions/:id/stop: one channel, or all of them. */
export const stopBody = z.strictObject({ channel: z.union([channelId, z.literal('all')]), note });

/** POST /api/v1/deliveries/:id/decide; `deliveryId` is the new one of a reroute. */
export const decidedShape = z.object({ versionId: z.string(), deliveryId: z.string() });
export type DecidedShape = z.infer<typeof decidedShape>;

/** POST /api/v1/versions/:id/deliveries/decide: how many were decided, and how many of the group wait on. */
export const groupDecidedShape = z.object({
  versionId: z.string(),
  done: z.number().int(),
  left: z.number().int(),
});
export type GroupDecidedShape = z.infer<typeof groupDecidedShape>;

/** POST /api/v1/versions/:id/stop: deliveries held, and channels whose far end is told to stop what it says. */
export const stoppedShape = z.object({
  versionId: z.string(),
  held: z.number().int(),
  silenced: z.array(channelId),
});
export type StoppedShape = z.infer<typeof stoppedShape>;

/** GET /api/v1/versions/:id/waiting */
export const waitingShape = z.object({
  channels: z.array(
    z.object({
      channel: channelId,
      /** An officer stopped it; resuming sends what is held for it. */
      stopped: z.boolean(),
      /** Not yet sent, in flight, or being said: what a stop would stop. */
      stoppable: z.boolean(),
      groups: z.array(
        z.object({
          state: z.enum(['held', 'refused']),
          /** Why it is held, or the code of the refusal. */
          reason: z.string(),
          count: z.number().int(),
        }),
      ),
    }),
  ),
});
export type WaitingShape = z.infer<typeof waitingShape>;

/** GET /api/v1/deliveries/:id/addresses: where else the resident can be reached; masked like every personal target. */
export const otherAddressShape = z.object({
  addressId: z.string(),
  channel: channelId,
  target: z.string(),
  /** Why it cannot be taken (a code), or null. */
  closed: z.string().nullable(),
});
export type OtherAddressShape = z.infer<typeof otherAddressShape>;

/** GET /api/v1/tasks: what waits for a person. Times in milliseconds UTC. */
export const taskShape = z.object({
  id: z.string(),
  /** `silence`: the far end has not confirmed yet that it stopped. `help`: residents pressed 2, "I need help". `review`: issued by one officer alone, and not reviewed in time. `expiring`: an order in force whose message is about to be over. `unsaid`: no loudspeaker said the words (reason `refused`: nothing sounded; `siren-only`). `standing`: a cancel put this order back into force, and nobody has been told since. */
  kind: z.enum(['held', 'silence', 'help', 'review', 'expiring', 'unsaid', 'standing']),
  versionId: z.string(),
  alertId: z.string(),
  alertNumber: z.string().nullable(),
  n: z.number().int(),
  messageKind: z.string(),
  level: z.number().nullable(),
  channel: channelId,
  reason: z.string(),
  openedAt: z.number(),
  /** When it should be seen to; absent or null for at once. */
  dueAt: z.number().nullable().optional(),
  expiresAt: z.number().nullable(),
  waiting: z.number().int(),
});
export type TaskShape = z.infer<typeof taskShape>;

/** POST /api/v1/tasks/:id/close: a call for help, words that no loudspeaker said, or an order that stands again, was seen to; the note says how. */
export const closeTaskBody = z.strictObject({ note: note.min(1) });
