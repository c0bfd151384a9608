import { z } from 'zod';
import { officerRoles } from '../domain/officer.js';

const role = z.enum(officerRoles);

export const signInBody = z.strictObject({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});
export const passwordBody = z.strictObject({
  current: z.string().min(1).max(256),
  password: z.string().min(12).max(256),
});

export const officerShape = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  roles: z.array(role),
  /** A first-run password was used: nothing else works until it is changed. */
  mustChangePassword: z.boolean(),
  /** A second factor is required and there is none yet: nothing else works until there is one. */
  mustEnrol: z.boolean(),
});
export type OfficerShape = z.infer<typeof officerShape>;

/** GET /api/v1/session: also what a signed-out page needs to show its world. */
export const sessionShape = z.object({
  world: z.enum(['live', 'drill']),
  town: z.object({ id: z.string(), ja: z.string(), romaji: z.string() }),
  /** Where the other world's console is opened; null where the configuration does not say. */
  otherWorldUrl: z.string().nullable(),
  /** Whether the address at which it was asked for can have passkeys. */
  passkeysHere: z.boolean(),
  /** Milliseconds UTC of the server's clock. */
  now: z.number().int(),
  officer: officerShape.nullable(),
  /** Signed in: milliseconds UTC after which it ends at the latest; milliseconds without a request after which it ends. */
  ends: z
    .object({
      at: z.number().int(),
      idle: z.number().int(),
      /** She has duty: a console that is connected counts as in use. */
      onDuty: z.boolean(),
    })
    .optional(),
  /** Not signed in any more: when the session of this browser ended by itself or by somebody else's hand, and why. */
  ended: z
    .object({
      at: z.number().int(),
      why: z.enum(['idle', 'over', 'revoked']),
      /** Her duty goes on: the room has to be called until somebody signs in. */
      onDuty: z.boolean(),
    })
    .optional(),
  /** After a right password, where a second factor is to follow: the ticket that goes with it, and what there is. */
  second: z
    .object({
      ticket: z.string(),
      expiresAt: z.number().int(),
      totp: z.boolean(),
      passkey: z.boolean(),
      recoveryCodes: z.number().int(),
    })
    .optional(),
});
export type SessionShape = z.infer<typeof sessionShape>;
