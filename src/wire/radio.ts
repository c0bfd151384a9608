/** Radio gateway protocol, version 2: the bodies that hub and gateway exchange (docs/channels/radio-protocol.md). */
import { z } from 'zod';
import { languages } from '../domain/language.js';

export const radioProtocol = 'todoku-radio/2';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

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

/** The urgency of a cancel and of a correction: more than any kind of message has. */
export const radioRetraction = 6;

export const radioActions = ['prepare', 'start', 'stop'] as const;
export type RadioAction = (typeof radioActions)[number];

/** `maximum` is the loudness class of an emergency broadcast, which opens the volume of indoor receivers too. */
export const radioVolumes = ['normal', 'maximum'] as const;
export type RadioVolume = (typeof radioVolumes)[number];

/** The broadcast as a sound file that was uploaded before; its first `sirenSeconds` are the siren. */
const radioAudioSchema = z.strictObject({
  sha256: digest,
  seconds: z.number().positive().max(3600),
  sirenSeconds: z.number().min(0).max(600),
});
export type RadioAudio = z.infer<typeof radioAudioSchema>;

/**
 * One signed instruction. `commandId` is the same on every resend; `sequence` and `nonce` are fresh on every
 * transmission. Times are milliseconds UTC; `textDigest` is SHA-256 hex over the canonical script. `urgency` is 0 to 5
 * as the kind of message has it, 6 for a retraction (a cancel or a correction): the more urgent broadcast goes first, and
 * pre-empts.
 */
export const radioCommandSchema = z.strictObject({
  protocol: z.literal(radioProtocol),
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
  urgency: z.number().int().min(0).max(radioRetraction),
  expiresAt: z.number().int().positive(),
  stations: z.array(z.string().min(1).max(100)).min(1).max(1000),
  volume: z.enum(radioVolumes),
  script: radioScriptSchema,
  textDigest: digest,
  audio: radioAudioSchema.nullable(),
});
export type RadioCommand = z.infer<typeof radioCommandSchema>;

/** Who may hold the line besides the hub. */
export const radioHolders = ['j-alert', 'fire-headquarters', 'microphone', 'other'] as const;
export type RadioHolder = (typeof radioHolders)[number];

/** Why a broadcast did not reach its end, or did not begin. */
export const radioEndings = [
  ...radioHolders,
  'hub',
  'emergency-stop',
  'urgent',
  'reboot',
  'driver',
  'expired',
] as const;
export type RadioEnding = (typeof radioEndings)[number];

/**
 * What the gateway says it would do. `inReplyTo` is the nonce of the command that it answers. Without a voice and without a
 * sound file it would sound the siren alone: `stations`, that hear the words, is empty then, and `sirenStations` is not.
 */
export const radioReadbackSchema = z.object({
  commandId: z.string(),
  stations: z.array(z.string()),
  /** The stations that hear the siren; a gateway of before 2026-12 does not say. */
  sirenStations: z.array(z.string()).exactOptional(),
  textDigest: z.string(),
  audioDigest: z.string().nullable(),
  siren: z.string(),
  volume: z.enum(radioVolumes),
  /** From the first sound to the last, over all speaker groups. */
  seconds: z.number(),
  heldBy: z.enum(radioHolders).nullable(),
  inReplyTo: z.string(),
});
export type RadioReadback = z.infer<typeof radioReadbackSchema>;

const radioCommandStates = ['prepared', 'queued', 'playing', 'done', 'stopped', 'interrupted'] as const;
export type RadioCommandState = (typeof radioCommandStates)[number];

const radioStationStates = [
  'waiting',
  'speaking',
  'heard',
  'silent',
  'siren-only',
  'stopped',
  'interrupted',
] as const;
export type RadioStationState = (typeof radioStationStates)[number];

/**
 * A command as the gateway knows it. `heard` is the answer-back of a station after it has spoken to the end; `siren-only`
 * has sounded its siren, and there was nobody to say the words.
 */
export const radioCommandStatusSchema = z.object({
  commandId: z.string(),
  state: z.enum(radioCommandStates),
  by: z.enum(radioEndings).nullable(),
  stations: z.array(
    z.object({
      id: z.string(),
      state: z.enum(radioStationStates),
      at: z.number(),
      /** Seconds of this command that the station has played. */
      seconds: z.number(),
    }),
  ),
});
export type RadioCommandStatus = z.infer<typeof radioCommandStatusSchema>;

export const radioGatewayStatusSchema = z.object({
  gatewayId: z.string(),
  /** `held`: somebody else has the line; `halted`: the emergency stop is on. */
  state: z.enum(['idle', 'speaking', 'held', 'halted']),
  heldBy: z.enum(radioHolders).nullable(),
  queued: z.number(),
  lastSequence: z.number(),
  stations: z.number(),
  /** It says words that come without a sound file; a gateway of before 2026-12 does not say. */
  speaks: z.boolean().exactOptional(),
});
export type RadioGatewayStatus = z.infer<typeof radioGatewayStatusSchema>;

/** Answer-back of every station, as far as the driver knows it; null where it doesn't. */
export const radioStationsSchema = z.object({
  gatewayId: z.string(),
  stations: z.array(
    z.object({
      id: z.string(),
      group: z.string(),
      battery: z.enum(['good', 'low']).nullable(),
      lastPollAt: z.number().nullable(),
      /** False when it was asked and did not answer; null where its kind is not asked. */
      answers: z.boolean().nullable(),
      /** Seconds played since the gateway was started. */
      seconds: z.number(),
    }),
  ),
});
export type RadioStations = z.infer<typeof radioStationsSchema>;

/** Answer to an upload: what the gateway holds now. */
export const radioStoredSchema = z.object({ sha256: z.string(), seconds: z.number() });

/** RFC 9457 body of a refusal. */
export const radioProblemSchema = z.object({
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
});

export const radioSignatureHeader = 'x-todoku-signature';
export const radioKeyHeader = 'x-todoku-key';
/** Milliseconds UTC at which an upload was signed. */
export const radioIssuedHeader = 'x-todoku-issued-at';
