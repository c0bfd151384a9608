/** How a configuration names its channels. A drill has no place for an address or a credential (safety R1, R2). */
import { z } from 'zod';
import { serviceChannelIds } from '../domain/channel.js';
import { serviceHost } from './push-services.js';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What was agreed with a provider, where that differs from the channel's limits. */
const rate = z
  .strictObject({ callsPerSecond: z.number().positive(), concurrency: z.number().int().positive() })
  .partial();

/** The drill world: where the virtual town is, on this machine, and the rates of its providers. */
export const drillChannelsSchema = z.strictObject({
  virtualTown: z.strictObject({ url: z.url({ protocol: /^http$/, hostname: loopback }) }),
  rates: z.partialRecord(z.enum(serviceChannelIds), rate).default({}),
});
export type DrillChannelsConfig = z.infer<typeof drillChannelsSchema>;

/** A secret: the path of a file that holds it, or the name of a TODOKU_… environment variable; never the value. */
export const secretSchema = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ env: z.string().regex(/^TODOKU_[A-Z0-9_]+$/) }),
]);
export type Secret = z.infer<typeof secretSchema>;

/** A provider's stand-in on this machine, for trying a live hub against a virtual town. */
const onLoopback = z.strictObject({ url: z.url({ hostname: loopback }), ca: secretSchema.optional() });

/** The far end's own paths are the protocol's: one that stood here would be dropped in silence. */
const noPath = (url: string): boolean => new URL(url).pathname === '/' && new URL(url).search === '';
const noPathMessage = 'must have no path';

const radio = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).refine(noPath, noPathMessage),
  gatewayId: z.string().min(1),
  keyId: z.string().min(1),
  privateKey: secretSchema,
  gatewayPublicKey: secretSchema,
  ca: secretSchema.optional(),
  rates: rate.default({}),
});
const push = z.strictObject({
  serviceAccount: z.strictObject({ file: z.string().min(1) }),
  standIn: onLoopback.optional(),
  rates: rate.default({}),
});
/** Country calling codes that may be called, without the plus; Japan alone unless the town says more. */
const countries = z
  .array(z.string().regex(/^[1-9]\d{0,2}$/))
  .min(1)
  .default(['81']);
const sms = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
  authToken: secretSchema,
  /** E.164 number, short code, sender name with a letter in it, or the SID of a messaging service. */
  from: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{3,11})$/,
      'must be a number such as +815012345678, a short code, a name of 3 to 11 letters, or MG… of a messaging service',
    ),
  /** `<publicUrl>/receipts/sms` unless told otherwise. */
  statusCallback: z.url().optional(),
  countries,
  standIn: onLoopback.optional(),
  rates: rate.default({}),
});
const mastodon = z.strictObject({
  url: z.url({ protocol: /^https$/ }).refine(noPath, noPathMessage),
  accessToken: secretSchema,
  standIn: onLoopback.optional(),
  rates: rate.default({}),
});
const webPush = z.strictObject({
  /** Whom a push service can turn to (RFC 8292 §2.1). */
  subject: z.string().regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/),
  privateKey: secretSchema,
  services: z.array(z.string().regex(serviceHost)).default([]),
  standIn: onLoopback.optional(),
  rates: rate.default({}),
});

/**
 * The town's HTTP proxy, the only way to the internet there. Its port is written out: 80, where nothing is written, is
 * hardly ever meant.
 */
export const outboundProxySchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .regex(/^[a-z]+:\/\/(\[[^\]]+\]|[^/@:[\]]+):\d+\/?$/i, 'must be http(s)://host:port and nothing else'),
    /** Holds `user:password`. */
    credentials: secretSchema.optional(),
    ca: secretSchema.optional(),
  })
  .refine(({ url, ca }) => ca === undefined || url.startsWith('https:'), {
    path: ['ca'],
    message: 'is for a proxy that is reached over https: what the far ends show is checked as always',
  });
export type OutboundProxyConfig = z.infer<typeof outboundProxySchema>;

/** Signing in, in clear, or a text that anybody on the way may read or change, is for this machine only. */
const mail = z
  .strictObject({
    host: z.string().min(1),
    port: z.number().int().min(1).max(65_535),
    /** `implicit` is port 465; `starttls` goes no further where the server doesn't offer it; `none` on loopback only. */
    tls: z.enum(['implicit', 'starttls', 'none']).default('starttls'),
    ca: secretSchema.optional(),
    auth: z.strictObject({ user: z.string().min(1), password: secretSchema }).optional(),
    from: z.strictObject({ name: z.string().min(1).max(60), address: z.email() }),
    /** Where residents' mail programs reach this hub. */
    publicUrl: z.url({ protocol: /^https?$/ }),
    linkKey: secretSchema,
    returnDomain: z.hostname().optional(),
    reportKey: secretSchema.optional(),
    dkim: z
      .strictObject({
        domain: z.hostname(),
        selector: z.string().regex(/^[A-Za-z0-9.-]+$/),
        privateKey: secretSchema,
      })
      .optional(),
    fax: z.strictObject({ domain: z.hostname() }).optional(),
    rates: rate.default({}),
  })
  .refine(({ tls, host }) => tls !== 'none' || loopback.test(host), {
    path: ['tls'],
    message: 'none is for a relay on this machine only',
  })
  .refine(({ publicUrl }) => publicUrl.startsWith('https:') || loopback.test(new URL(publicUrl).hostname), {
    path: ['publicUrl'],
    message: 'https, unless it is this machine',
  });

const voice = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
  authToken: secretSchema,
  /** The number that the calls come from. */
  from: z.string().regex(/^\+[1-9]\d{6,14}$/),
  countries,
  standIn: onLoopback.optional(),
  rates: rate.default({}),
});

/** The live world: each channel that is switched on, with the place of its credentials. Absent = switched off. */
export const liveChannelsSchema = z
  .strictObject({ radio, push, sms, mastodon, 'web-push': webPush, mail, voice })
  .partial();
export type LiveChannelsConfig = z.infer<typeof liveChannelsSchema>;
