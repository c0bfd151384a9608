/** What the virtual town takes and tells: its map, its drill credentials, its faults and its ledger. */
import { z } from 'zod';

const point = z.object({ lat: z.number(), lng: z.number() });

/** The part of a town that the virtual town shows and its gateway knows; `boundary` is GeoJSON. */
export const virtualTownMapSchema = z.object({
  name: z.string(),
  nameEn: z.string().optional(),
  districts: z.array(z.object({ code: z.string(), name: z.string(), nameEn: z.string().optional(), point })),
  stations: z.array(z.object({ id: z.string(), name: z.string(), districts: z.array(z.string()), point })),
  boundary: z.unknown(),
});
export type VirtualTownMap = z.infer<typeof virtualTownMapSchema>;

/** Credentials of the drill world: minted by the virtual town, worth nothing anywhere else. */
export const drillCredentialsSchema = z.object({
  fcm: z.object({
    type: z.literal('service_account'),
    project_id: z.string(),
    private_key_id: z.string(),
    private_key: z.string(),
    client_email: z.string(),
    token_uri: z.string(),
  }),
  twilio: z.object({ accountSid: z.string(), authToken: z.string(), from: z.string() }),
  mastodon: z.object({ accessToken: z.string(), account: z.string() }),
  webPush: z.object({ subject: z.string(), privateKey: z.string() }),
  smtp: z.object({
    user: z.string(),
    password: z.string(),
    name: z.string(),
    address: z.string(),
    faxDomain: z.string(),
    linkKey: z.string(),
    reportKey: z.string(),
  }),
  radio: z.object({
    gatewayId: z.string(),
    hubKeyId: z.string(),
    hubPrivateKey: z.string(),
    gatewayPublicKey: z.string(),
  }),
});
export type DrillCredentials = z.infer<typeof drillCredentialsSchema>;

/** `GET /.well-known/virtual-town`. `ca` is PEM. */
export const wellKnownSchema = z.object({
  name: z.string(),
  world: z.literal('drill'),
  tlsPort: z.number().int(),
  smtpPort: z.number().int(),
  ca: z.string(),
  credentials: drillCredentialsSchema,
});
export type WellKnown = z.infer<typeof wellKnownSchema>;

export const faultEndpoints = [
  'fcm',
  'twilio',
  'mastodon',
  'radio',
  'token',
  'web-push',
  'smtp',
  'voice',
] as const;
export type FaultEndpoint = (typeof faultEndpoints)[number];

/**
 * `drop-before` cuts the connection before anything is taken, `drop-after` once the effect is in the ledger and
 * before the answer; `hang` takes nothing and never answers; `refuse-some` answers as for a dead target; `garbage`
 * takes it and answers 200 with bytes that mean nothing; `drip` takes it and lets the answer out byte by byte;
 * `late-answer` takes it, so that callbacks are on their way, and answers afterwards; `callback-twice` says each status
 * callback twice (Twilio only: the others call nobody back). 400, 403, 404, 409 and 410 take nothing and answer barely, as
 * something does that stands before the provider or in its place: its own words for such a status are its own business.
 */
export const faultModes = [
  'ok',
  'slow',
  '429',
  '500',
  '503',
  '401',
  '413',
  'hang',
  'drop-before',
  'drop-after',
  'refuse-some',
  'garbage',
  'drip',
  'late-answer',
  'callback-twice',
  '400',
  '403',
  '404',
  '409',
  '410',
] as const;

/**
 * One endpoint's fault. `every` n hits each n-th request, `times` ends it after so many hits, `match` narrows it to
 * paths that contain the text. `delayMs` belongs to `slow`, `drip` (of the whole answer) and `late-answer`; `retryAfter` is sent as it stands (seconds or HTTP date).
 */
export const faultSchema = z.strictObject({
  endpoint: z.enum(faultEndpoints),
  mode: z.enum(faultModes),
  delayMs: z.number().int().min(0).max(600_000).optional(),
  every: z.number().int().positive().optional(),
  times: z.number().int().positive().optional(),
  retryAfter: z.string().optional(),
  match: z.string().optional(),
});
export type VirtualFault = z.infer<typeof faultSchema>;

/** `voice` is residents' telephones, `ring` the officers' own: calls and SMS that ask for an approval. */
export const providers = ['radio', 'push', 'sms', 'mastodon', 'web-push', 'mail', 'voice', 'ring'] as const;
export type Provider = (typeof providers)[number];

/** One effect: a phone that lit up, a station that was started, a post that appeared. */
export const ledgerEntrySchema = z.object({
  seq: z.number(),
  /** Milliseconds UTC. */
  at: z.number(),
  provider: z.enum(providers),
  /** Token, number, station or account. */
  target: z.string(),
  /** The provider's own name for it: message name, SID, status id, command id. */
  ref: z.string(),
  /** At most 1,000 characters. */
  text: z.string(),
  lang: z.string(),
  alertId: z.string().nullable(),
  deliveryKey: z.string().nullable(),
  /** `seq` of the first effect with the same target and text, on SMS also where the sender meant one message. */
  duplicateOf: z.number().nullable(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const ledgerSummarySchema = z.record(
  z.enum(providers),
  z.object({
    requests: z.number(),
    effects: z.number(),
    duplicates: z.number(),
    /** Requests answered 429 because the stated rate was exceeded. */
    rateRefused: z.number(),
    firstAt: z.number().nullable(),
    lastAt: z.number().nullable(),
  }),
);
export type LedgerSummary = z.infer<typeof ledgerSummarySchema>;

const officerPhones = '+819009';
/** The drill telephone of the n-th officer: 090-0 again, which no carrier assigns, behind all residents' numbers. */
export const officerPhone = (n: number): string => `${officerPhones}${String(n).padStart(6, '0')}`;
export const isOfficerPhone = (number: string): boolean => number.startsWith(officerPhones);
