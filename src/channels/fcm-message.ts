import type { SendOrder } from '../domain/channel.js';
import type { Rendering } from '../domain/rendering.js';
import { randomToken } from '../platform/digest.js';

/** Notification channel that the town's Android app creates for warnings. */
const androidChannel = 'emergency';
/** Four weeks (Firebase documentation, 2026). */
const longestTtl = 2_419_200;

/** The body of one message between the parts that differ: token, delivery id and remaining life. */
interface Template {
  readonly order: string;
  readonly beforeToken: string;
  readonly beforeDelivery: string;
  readonly beforeTtl: string;
  readonly beforeExpiry: string;
  readonly tail: string;
}

/** Unguessable, so that no text of a message can hold it. */
const secret = randomToken(12);
const mark = (name: string): string => `<${secret}:${name}>`;
const marks = new RegExp(`<${secret}:\\w+>`);

function buildTemplate(order: SendOrder, identity: string): Template {
  const { title, text, languages } = order.rendering;
  const topic = order.alertId.replaceAll(/[^\w-]|-/g, '').slice(0, 32);
  const data = {
    alertId: order.alertId,
    version: String(order.version),
    intent: order.intent,
    lang: languages[0] ?? '',
    deliveryId: mark('delivery'),
  };
  const message = {
    token: mark('token'),
    notification: { title, body: text },
    data,
    android: {
      priority: 'HIGH',
      collapse_key: order.alertId,
      notification: { channel_id: androidChannel, tag: order.alertId },
      ttl: mark('ttl'),
    },
    apns: {
      payload: {
        aps: { 'interruption-level': 'time-sensitive', sound: 'default', 'thread-id': order.alertId },
      },
      headers: {
        'apns-priority': '10',
        'apns-collapse-id': order.alertId.slice(0, 64),
        'apns-expiration': mark('expiry'),
      },
    },
    webpush: { headers: { Urgency: 'high', Topic: topic } },
  };
  const parts = JSON.stringify({ message }).split(marks);
  const [beforeToken = '', beforeDelivery = '', beforeTtl = '', beforeExpiry = '', tail = ''] = parts;
  return { order: identity, beforeToken, beforeDelivery, beforeTtl, beforeExpiry, tail };
}

const inner = (value: string): string => JSON.stringify(value).slice(1, -1);

/**
 * Bodies of FCM v1 messages: built once a rendering and version, then only token, delivery and life are spliced in.
 * The life is what remains until `expiresAt`, so that a phone that was off does not ring for something past.
 */
export function createMessageBuilder(): (
  order: SendOrder,
  target: string,
  deliveryId: string,
  now: number,
) => string {
  const templates = new WeakMap<Rendering, Template>();
  return (order, target, deliveryId, now) => {
    const identity = `${order.versionId}|${order.alertId}|${order.version}|${order.intent}`;
    let template = templates.get(order.rendering);
    if (template?.order !== identity) {
      template = buildTemplate(order, identity);
      templates.set(order.rendering, template);
    }
    const { beforeToken, beforeDelivery, beforeTtl, beforeExpiry, tail } = template;
    const ttl = Math.max(0, Math.min(longestTtl, Math.floor((order.expiresAt - now) / 1000)));
    const expiry = Math.floor(order.expiresAt / 1000);
    return `${beforeToken}${inner(target)}${beforeDelivery}${inner(deliveryId)}${beforeTtl}${ttl}s${beforeExpiry}${expiry}${tail}`;
  };
}
