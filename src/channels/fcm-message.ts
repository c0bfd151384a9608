import type { SendOrder } from '../domain/channel.js';
import { topicOfTarget } from '../domain/push-topic.js';
import type { Rendering } from '../domain/rendering.js';
import { wakesFrom } from '../domain/urgency.js';
import { randomToken } from '../platform/digest.js';
import { fcmPayloadLimit, fcmTopicPayloadLimit } from '../wire/fcm.js';
import { topicOf } from './web-push-message.js';

/** Notification channels that the town's Android app creates: the one that may sound at night, and the quiet one. */
const androidChannels = { waking: 'emergency', quiet: 'notice' } as const;
/** Four weeks (Firebase documentation, 2026). */
const longestTtl = 2_419_200;
/** Bytes of Apple's collapse id (Apple documentation, 2026). */
const collapseIdLimit = 64;

/** The body of one message between the parts that differ: its address, delivery id and remaining life. */
interface Template {
  readonly order: string;
  readonly beforeAddress: string;
  readonly beforeDelivery: string;
  readonly beforeTtl: string;
  readonly beforeExpiry: string;
  readonly tail: string;
  /** Bytes of `notification` and `data`, but for the delivery id. */
  readonly payload: number;
}

/** Unguessable, so that no text of a message can hold it. */
const secret = randomToken(12);
const mark = (name: string): string => `<${secret}:${name}>`;
const marks = new RegExp(`"<${secret}:address>":null|<${secret}:\\w+>`);

/** Collapse keys, tag and topic are the alert's: a phone puts a later message, or the same by another way, in an earlier one's place. */
function buildMessage(order: SendOrder) {
  const { alertId, version, intent, kind, urgency, status, expiresAt } = order;
  const { title, text, languages } = order.rendering;
  const wakes = urgency >= wakesFrom;
  const data = {
    alertId,
    version: String(version),
    intent,
    kind,
    urgency: String(urgency),
    status,
    expiresAt: String(expiresAt),
    lang: languages[0] ?? '',
    deliveryId: mark('delivery'),
  };
  const notification = { title, body: text };
  const aps = {
    'interruption-level': wakes ? 'time-sensitive' : 'active',
    sound: 'default',
    'thread-id': alertId,
  };
  return {
    [mark('address')]: null,
    notification,
    data,
    android: {
      priority: wakes ? 'HIGH' : 'NORMAL',
      collapse_key: alertId,
      notification: {
        channel_id: wakes ? androidChannels.waking : androidChannels.quiet,
        tag: alertId,
      },
      ttl: mark('ttl'),
    },
    apns: {
      payload: { aps },
      headers: {
        'apns-push-type': 'alert',
        'apns-priority': wakes ? '10' : '5',
        'apns-collapse-id': alertId.slice(0, collapseIdLimit),
        'apns-expiration': mark('expiry'),
      },
    },
    webpush: { headers: { Urgency: wakes ? 'high' : 'normal', Topic: topicOf(alertId) } },
  };
}

function buildTemplate(order: SendOrder, identity: string): Template {
  const message = buildMessage(order);
  const parts = JSON.stringify({ message }).split(marks);
  const [beforeAddress = '', beforeDelivery = '', beforeTtl = '', beforeExpiry = '', tail = ''] = parts;
  const payload =
    Buffer.byteLength(JSON.stringify([message.notification, message.data])) - mark('delivery').length;
  return { order: identity, beforeAddress, beforeDelivery, beforeTtl, beforeExpiry, tail, payload };
}

const quoted = (value: string): string => JSON.stringify(value);
const inner = (value: string): string => quoted(value).slice(1, -1);

/** A body, or how many bytes its payload would have where FCM takes fewer. */
export type Built = { readonly body: string } | { readonly tooLarge: number };

/**
 * Bodies of FCM v1 messages: built once a rendering and version, then only address, delivery and life are spliced in.
 * The life is what remains until `expiresAt`, so that a phone that was off does not ring for something past. `target` is
 * a token or a topic (`domain/push-topic.ts`).
 */
export function createMessageBuilder(): (
  order: SendOrder,
  target: string,
  deliveryId: string,
  now: number,
) => Built {
  const templates = new WeakMap<Rendering, Template>();
  return (order, target, deliveryId, now) => {
    const identity = `${order.versionId}|${order.alertId}|${order.version}|${order.intent}|${order.expiresAt}`;
    let template = templates.get(order.rendering);
    if (template?.order !== identity) {
      template = buildTemplate(order, identity);
      templates.set(order.rendering, template);
    }
    const { beforeAddress, beforeDelivery, beforeTtl, beforeExpiry, tail, payload } = template;
    const topic = topicOfTarget(target);
    const size = payload + deliveryId.length;
    if (size > (topic === null ? fcmPayloadLimit : fcmTopicPayloadLimit)) return { tooLarge: size };
    const address = topic === null ? `"token":${quoted(target)}` : `"topic":${quoted(topic)}`;
    const ttl = Math.max(0, Math.min(longestTtl, Math.floor((order.expiresAt - now) / 1000)));
    const expiry = Math.floor(order.expiresAt / 1000);
    return {
      body: `${beforeAddress}${address}${beforeDelivery}${inner(deliveryId)}${beforeTtl}${ttl}s${beforeExpiry}${expiry}${tail}`,
    };
  };
}
