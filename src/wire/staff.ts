import { z } from 'zod';
import { breakGlassReasons } from '../domain/break-glass.js';
import { officerRoles } from '../domain/officer.js';
import { officerChanges } from '../domain/staff-change.js';

const role = z.enum(officerRoles);
const roles = z
  .array(role)
  .min(1)
  .max(officerRoles.length)
  .refine((list) => new Set(list).size === list.length);
const login = z.string().regex(/^[a-z][a-z0-9._-]{1,31}$/);
const name = z.string().trim().min(1).max(60);
const reason = z.string().trim().min(1).max(300);
const officerId = z.string().min(1).max(60);

/** POST /api/v1/officers/requests */
export const askBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('invite'), login, name, roles, reason }),
  z.strictObject({ kind: z.literal('roles'), officerId, roles, reason }),
  z.strictObject({ kind: z.literal('credentials'), officerId, reason }),
  z.strictObject({ kind: z.literal('remove'), officerId, reason }),
]);
export type AskBody = z.infer<typeof askBody>;

/**
 * POST /api/v1/officers/requests/:id/confirm. The secret is made where it is shown, so that no answer that the hub keeps holds
 * it: an invitation's (43 letters of base64url), or the one-time password of a reset (four groups of four).
 */
export const confirmBody = z.strictObject({
  secret: z
    .string()
    .regex(/^([\w-]{43}|[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){3})$/)
    .optional(),
});
/** POST /api/v1/officers/requests/:id/decline */
export const declineBody = z.strictObject({ note: reason });

const secret = z.string().regex(/^[\w-]{43}$/);
/** POST /api/v1/invitations/look, /accept */
export const invitationBody = z.strictObject({ secret });
export const acceptBody = z.strictObject({ secret, password: z.string().min(12).max(256) });
export const invitationShape = z.object({ name: z.string(), login: z.string(), until: z.number() });
export type InvitationShape = z.infer<typeof invitationShape>;

const listedOfficer = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  roles: z.array(role),
  state: z.enum(['active', 'invited', 'invitation-over', 'removed']),
  createdAt: z.number(),
  /** The last request of any of her sessions, as far as they are kept. */
  seenAt: z.number().nullable(),
});
export type ListedOfficerShape = z.infer<typeof listedOfficer>;

export const officerRequestShape = z.object({
  id: z.string(),
  kind: z.enum(officerChanges),
  officerId: z.string(),
  login: z.string(),
  name: z.string(),
  before: z.array(role),
  after: z.array(role),
  reason: z.string(),
  askedBy: z.object({ id: z.string(), name: z.string() }),
  askedAt: z.number(),
  lapsesAt: z.number(),
  /** May whoever asks confirm it, or decline it (take it back)? Refusal code, or null. */
  may: z.object({ confirm: z.string().nullable(), decline: z.string().nullable() }),
});
export type OfficerRequestShape = z.infer<typeof officerRequestShape>;

/** GET /api/v1/officers */
export const officersShape = z.object({
  officers: z.array(listedOfficer),
  requests: z.array(officerRequestShape),
});
export type OfficersShape = z.infer<typeof officersShape>;

/** POST /api/v1/versions/:id/break-glass */
export const breakGlassBody = z.strictObject({
  digest: z.string().length(64),
  reason: z.enum(breakGlassReasons),
  /** The supervisor's name; where nobody was reached, who was rung. */
  supervisor: z.strictObject({ reached: z.boolean(), name: z.string().trim().min(1).max(200) }),
});
/** POST /api/v1/versions/:id/review */
export const reviewBody = z.strictObject({ note: z.string().trim().min(1).max(1000) });

/** GET /api/v1/break-glass: what was issued alone and has not been reviewed, oldest first. */
export const breakGlassShape = z.object({
  versionId: z.string(),
  alertId: z.string(),
  alertNumber: z.string().nullable(),
  kind: z.string(),
  level: z.number().nullable(),
  officer: z.object({ id: z.string(), name: z.string() }),
  reason: z.enum(breakGlassReasons),
  reached: z.boolean(),
  supervisor: z.string(),
  issuedAt: z.number(),
  reviewDueAt: z.number(),
  review: z.object({ by: z.string(), at: z.number(), note: z.string() }).nullable(),
  /** May whoever asks review it? Refusal code, or null. */
  mayReview: z.string().nullable(),
});
export type BreakGlassShape = z.infer<typeof breakGlassShape>;
