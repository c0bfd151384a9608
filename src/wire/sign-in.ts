import { z } from 'zod';

const token = z.string().min(1).max(100);
/** What a browser's authenticator answered; the library that verifies it reads the rest. */
const credential = z.looseObject({ id: z.string().min(1).max(1500), type: z.literal('public-key') });

export const codeBody = z.strictObject({ ticket: token, code: z.string().min(1).max(40) });
export const askPasskeyBody = z.strictObject({ ticket: token.nullable() });
export const passkeyBody = z.strictObject({ token, response: credential });
export const newPasskeyBody = z.strictObject({
  token,
  name: z.string().trim().min(1).max(60),
  response: credential,
});
export const confirmTotpBody = z.strictObject({ code: z.string().min(1).max(40) });

/** What the browser's WebAuthn API is called with, and the token that goes with its answer. */
export const askedShape = z.object({ token: z.string(), options: z.record(z.string(), z.unknown()) });
export type AskedShape = z.infer<typeof askedShape>;

/** What asks for a step-up. */
export const stepUpActs = ['submit', 'approve', 'break-glass', 'change-factors'] as const;
export type StepUpAct = (typeof stepUpActs)[number];

/** A step-up: for which act, bound to what. All of it stands in the refusal that asks for it. */
export const stepUpBody = z.strictObject({
  act: z.enum(stepUpActs),
  subject: z.string().regex(/^[0-9a-f]{64}$/),
});
export const stepUpShape = z.object({
  token: z.string(),
  /** Null where she has no passkey, or not for this address. */
  passkey: z.record(z.string(), z.unknown()).nullable(),
  /** She has an authenticator app. */
  totp: z.boolean(),
  recoveryCodes: z.number().int(),
  expiresAt: z.number().int(),
});
export type StepUpShape = z.infer<typeof stepUpShape>;
export const proveBody = z.union([
  z.strictObject({ token, code: z.string().min(1).max(40) }),
  z.strictObject({ token, response: credential }),
]);
export const provenShape = z.object({ until: z.number().int() });
export type ProvenShape = z.infer<typeof provenShape>;

const when = z.number().int();
export const ownSessionShape = z.object({
  id: z.string(),
  current: z.boolean(),
  means: z.enum(['password', 'totp', 'recovery', 'passkey']).nullable(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  since: when,
  seenAt: when,
});
export type OwnSessionShape = z.infer<typeof ownSessionShape>;

/** GET /api/v1/me: how an officer signs in, and from where she is signed in now. */
export const meShape = z.object({
  required: z.boolean(),
  /** False where this address can have no passkeys. */
  passkeysHere: z.boolean(),
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), addedAt: when, usedAt: when.nullable() })),
  totp: z.object({ addedAt: when }).nullable(),
  recoveryCodes: z.number().int(),
  sessions: z.array(ownSessionShape),
});
export type MeShape = z.infer<typeof meShape>;

/** The secret of an authenticator app, as text and as what a QR code says. */
export const totpShape = z.object({ secret: z.string(), uri: z.string() });
export type TotpShape = z.infer<typeof totpShape>;
/** New recovery codes are shown this once; empty where the earlier ones stay. */
export const enrolledShape = z.object({ recoveryCodes: z.array(z.string()) });
export type EnrolledShape = z.infer<typeof enrolledShape>;
