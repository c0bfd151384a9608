/** How a configuration names its channels. A drill has no place for an address or a credential (safety R1, R2). */
import { z } from 'zod';
import { serviceChannelIds } from '../domain/channel.js';

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

const radio = z.strictObject({
  url: z.url(),
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
const sms = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
  authToken: secretSchema,
  /** E.164 number or sender name. */
  from: z.string().min(3),
  statusCallback: z.url().optional(),
  standIn: onLoopback.optional(),
  rates: rate.default({}),
});
const mastodon = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  accessToken: secretSchema,
  standIn: onLoopback.optional(),
  rates: rate.default({}),
});

/** The live world: each channel that is switched on, with the place of its credentials. Absent = switched off. */
export const liveChannelsSchema = z.strictObject({ radio, push, sms, mastodon }).partial();
export type LiveChannelsConfig = z.infer<typeof liveChannelsSchema>;
