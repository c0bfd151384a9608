/** Radio gateway protocol, version 1: the bodies that hub and gateway exchange (docs/channels/radio.md). */
import { z } from 'zod';
import { languages } from '../domain/language.js';

export const radioScriptSchema = z.strictObject({
  chime: z.enum(['up-down', 'none']),
  siren: z.string().min(1).max(60),
  repeat: z.number().int().min(1).max(10),
  lines: z
    .array(
      z.strictObject({
        language: z.enum(languages),
        text: z.string().min(1).max(2000),
        reading: z.string().max(4000).nullable(),
      }),
    )
    .min(1)
    .max(100),
  audio: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), seconds: z.number() }).exactOptional(),
});

export const radioActions = ['prepare', 'start', 'stop'] as const;
export type RadioAction = (typeof radioActions)[number];

/**
 * One signed instruction. `commandId` is the same on every resend; `sequence` and `nonce` are fresh on every
 * transmission. `issuedAt` is milliseconds UTC; `textDigest` is SHA-256 hex over the canonical script.
 */
export const radioCommandSchema = z.strictObject({
  protocol: z.literal('todoku-radio/1'),
  action: z.enum(radioActions),
  gatewayId: z.string().min(1).max(100),
  keyId: z.string().min(1).max(100),
  commandId: z.string().min(1).max(200),
  sequence: z.number().int().positive(),
  nonce: z.string().min(16).max(64),
  issuedAt: z.number().int().positive(),
  alertId: z.string().min(1).max(100),
  versionId: z.string().min(1).max(100),
  status: z.enum(['Actual', 'Exercise']),
  stations: z.array(z.string().min(1).max(100)).min(1).max(1000),
  script: radioScriptSchema,
  textDigest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type RadioCommand = z.infer<typeof radioCommandSchema>;

/** What the gateway says it would do. */
export const radioReadbackSchema = z.object({
  commandId: z.string(),
  stations: z.array(z.string()),
  textDigest: z.string(),
  seconds: z.number(),
});

export const radioCommandStates = ['prepared', 'playing', 'done', 'stopped'] as const;

/** A command as the gateway knows it. `heard` is the answer-back of a station after it has spoken. */
export const radioCommandStatusSchema = z.object({
  commandId: z.string(),
  state: z.enum(radioCommandStates),
  stations: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['waiting', 'speaking', 'heard', 'silent', 'stopped']),
      at: z.number(),
    }),
  ),
});
export type RadioCommandStatus = z.infer<typeof radioCommandStatusSchema>;

export const radioGatewayStatusSchema = z.object({
  gatewayId: z.string(),
  state: z.enum(['idle', 'speaking']),
  lastSequence: z.number(),
  stations: z.number(),
});

/** RFC 9457 body of a refusal. */
export const radioProblemSchema = z.object({
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
});

export const radioSignatureHeader = 'x-todoku-signature';
export const radioKeyHeader = 'x-todoku-key';
