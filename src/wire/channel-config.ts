/** How a configuration names its channels. A drill has no place for an address or a credential (safety R1, R2). */
import { z } from 'zod';
import { channelIds } from '../domain/channel.js';

const rate = z.strictObject({ callsPerSecond: z.number().positive() }).partial();

/** The drill world: where the virtual town is, and rates that stay below the ones it states. */
export const drillChannelsSchema = z.strictObject({
  virtualTown: z.strictObject({ url: z.url({ protocol: /^http$/, hostname: /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/ }) }),
  rates: z.partialRecord(z.enum(channelIds), rate).default({}),
});
export type DrillChannelsConfig = z.infer<typeof drillChannelsSchema>;

/** A secret: the path of a file that holds it, or the name of a TODOKU_… environment variable; never the value. */
export const secretSchema = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ env: z.string().regex(/^TODOKU_[A-Z0-9_]+$/) }),
]);
export type Secret = z.infer<typeof secretSchema>;

const channel = { enabled: z.literal(true).default(true), rates: rate.default({}) };

/** The live world: every channel that is switched on, with the place of its credentials. Absent = switched off. */
export const liveChannelsSchema = z.strictObject({
  radio: z
    .strictObject({
      ...channel,
      url: z.url(),
      gatewayId: z.string().min(1),
      keyId: z.string().min(1),
      privateKey: secretSchema,
      gatewayPublicKey: secretSchema,
      ca: secretSchema.optional(),
    })
    .optional(),
  push: z.strictObject({ ...channel, serviceAccount: z.strictObject({ file: z.string().min(1) }) }).optional(),
  sms: z
    .strictObject({
      ...channel,
      accountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
      authToken: secretSchema,
      from: z.string().min(3),
      statusCallback: z.url().optional(),
    })
    .optional(),
  mastodon: z.strictObject({ ...channel, url: z.url({ protocol: /^https$/ }), accessToken: secretSchema }).optional(),
});
export type LiveChannelsConfig = z.infer<typeof liveChannelsSchema>;
