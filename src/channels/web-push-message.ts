import type { SendOrder } from '../domain/channel.js';
import { bcp47 } from '../domain/language.js';
import type { Rendering } from '../domain/rendering.js';
import { wakesFrom } from '../domain/urgency.js';
import { randomToken } from '../platform/digest.js';
import type { WebPushPayload } from '../wire/web-push.js';

/** Four weeks: what push services keep at most (RFC 8030 leaves it to them; Firebase documentation, 2026). */
const longestTtl = 2_419_200;

/** Unguessable, so that no text of a message can hold it. */
const mark = `<${randomToken(12)}>`;

interface Template {
  readonly order: string;
  readonly before: string;
  readonly after: string;
}

function buildTemplate(order: SendOrder, identity: string): Template {
  const { title, text, languages } = order.rendering;
  const { alertId, version, intent, kind, urgency, status, expiresAt } = order;
  const lang = languages[0] ?? 'ja';
  const payload: WebPushPayload = {
    title,
    body: text,
    lang: bcp47(lang),
    tag: alertId,
    data: { lang, alertId, version, intent, kind, urgency, status, expiresAt, deliveryId: mark },
  };
  const [before = '', after = ''] = JSON.stringify(payload).split(mark);
  return { order: identity, before, after };
}

/** Payloads: built once a rendering and version; only the delivery is filled in. */
export function createPayloadBuilder(): (order: SendOrder, deliveryId: string) => string {
  const templates = new WeakMap<Rendering, Template>();
  return (order, deliveryId) => {
    const identity = `${order.versionId}|${order.alertId}|${order.version}|${order.intent}|${order.expiresAt}`;
    let template = templates.get(order.rendering);
    if (template?.order !== identity) {
      template = buildTemplate(order, identity);
      templates.set(order.rendering, template);
    }
    return `${template.before}${JSON.stringify(deliveryId).slice(1, -1)}${template.after}`;
  };
}

/**
 * TTL is what remains of the message's life, so that a browser that was away does not ring for something past; Topic is
 * the alert's, so that a push service keeps the newest version only (RFC 8030 §5.2 to §5.4).
 */
export const pushHeaders = (
  order: SendOrder,
  now: number,
): { readonly ttl: string; readonly urgency: string; readonly topic: string } => ({
  ttl: String(Math.max(0, Math.min(longestTtl, Math.floor((order.expiresAt - now) / 1000)))),
  urgency: order.urgency >= wakesFrom ? 'high' : 'normal',
  topic: topicOf(order.alertId),
});

/** At most 32 letters of base64url (RFC 8030 §5.4): a UUID without its dashes. */
export const topicOf = (alertId: string): string => alertId.replaceAll(/[^A-Za-z0-9_]/g, '').slice(0, 32);
