import { createECDH, createHash } from 'node:crypto';
import type { PushSubscription } from '../wire/web-push.js';

/** The drill's push service. `.invalid` names no host (RFC 6761): were an address to leak, no browser would be reached. */
export const drillPushOrigin = 'https://push.drill.invalid';
export const drillPushPath = '/web-push/v1/';

/** A browser of the drill: its subscription, and the key with which the virtual town reads what it is sent. */
export interface DrillBrowser {
  readonly subscription: PushSubscription;
  readonly privateKey: Buffer;
}

const digest = (what: string, name: string): Buffer =>
  createHash('sha256').update(`todoku drill browser ${what} ${name}`).digest();

/**
 * The browser of a name. Its keys follow from the name alone, so that residents and virtual town need not tell each other:
 * they are no secret, and worth nothing outside a drill.
 */
export function drillBrowser(name: string): DrillBrowser {
  const privateKey = digest('key', name);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  return {
    privateKey,
    subscription: {
      endpoint: `${drillPushOrigin}${drillPushPath}${name}`,
      keys: {
        p256dh: ecdh.getPublicKey('base64url'),
        auth: digest('auth', name).subarray(0, 16).toString('base64url'),
      },
    },
  };
}
