/** Web Push: a browser's subscription as it is taken and kept, and what its service worker is told (docs/channels/web-push.md). */
import { z } from 'zod';

/** RFC 3986: a fragment never leaves a client, so nothing is lost when an endpoint has none. */
const endpoint = z
  .url({ protocol: /^https$/ })
  .max(1000)
  .refine((text) => !/[\s#@]/.test(text), 'no fragment and no credentials');
/** A point of P-256, uncompressed: 65 bytes, the first of them 4. */
const publicKey = z.string().regex(/^B[A-P][A-Za-z0-9_-]{85}$/);
/** 16 bytes. */
const authSecret = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** `PushSubscription.toJSON()` as browsers give it (W3C Push API); what else it holds is left out. */
export const pushSubscriptionSchema = z.object({
  endpoint,
  keys: z.object({ p256dh: publicKey, auth: authSecret }),
});
export type PushSubscription = z.infer<typeof pushSubscriptionSchema>;

/**
 * A subscription on one line, as an address keeps it: endpoint, `#`, the authentication secret, `.`, the public key. What
 * stands before the `#` names the browser; a masked address shows the end of a key that is public.
 */
export const subscriptionTarget = ({ endpoint: at, keys }: PushSubscription): string =>
  `${at}#${keys.auth}.${keys.p256dh}`;

const line = /^(https:\/\/[^\s#@]{1,990})#([A-Za-z0-9_-]{22})\.(B[A-P][A-Za-z0-9_-]{85})$/;

/** The subscription of such a line; null when it is none. */
export function readSubscriptionTarget(target: string): PushSubscription | null {
  const [, at, auth, p256dh] = line.exec(target) ?? [];
  if (at === undefined || auth === undefined || p256dh === undefined || !URL.canParse(at)) return null;
  return { endpoint: at, keys: { p256dh, auth } };
}

/** What a service worker is given, as JSON. `tag` is the alert's: a later version takes the place of an earlier one. */
export const webPushPayloadSchema = z.object({
  title: z.string(),
  body: z.string(),
  /** BCP 47. */
  lang: z.string(),
  tag: z.string(),
  data: z.object({
    /** One of our languages, `ja-easy` among them: the page may ask for another. */
    lang: z.string(),
    alertId: z.string(),
    version: z.number().int(),
    intent: z.enum(['alert', 'update', 'cancel']),
    kind: z.string(),
    urgency: z.number().int(),
    status: z.enum(['Actual', 'Exercise']),
    /** Milliseconds UTC. */
    expiresAt: z.number().int(),
    deliveryId: z.string(),
  }),
});
export type WebPushPayload = z.infer<typeof webPushPayloadSchema>;

/** The bytes of a payload: 103 less than the 4096 of a body that every push service must take (RFC 8030 §7.2, RFC 8291 §4). */
export const webPushPayloadLimit = 3993;
