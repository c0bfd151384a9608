import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto';
import { drillBrowser, drillPushPath, type DrillBrowser } from '../platform/drill-browser.js';
import { p256PublicKey } from '../platform/p256.js';
import { subscriptionTarget, webPushPayloadSchema } from '../wire/web-push.js';
import { json, type Ask, type Reply, type Service } from './exchange.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import type { Targets } from './targets.js';
import { createVapidCheck } from './vapid-check.js';

interface WebPushParts {
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly targets: Targets;
  readonly now: () => number;
}

/** What every push service must take (RFC 8030 §7.2). */
const bodyLimit = 4096;
const urgencies = new Set(['very-low', 'low', 'normal', 'high']);
/** Browsers whose keys are remembered, and messages that are told about. */
const kept = { browsers: 20_000, messages: 500 };

/** Google's words for a subscription that was made with another key. */
const foreign =
  'the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.';

const mac = (key: Uint8Array, ...data: readonly Uint8Array[]): Buffer => {
  const one = createHmac('sha256', key);
  for (const part of data) one.update(part);
  return one.digest();
};

/**
 * The browser's side of RFC 8291, written by the RFC's text apart from the sender's: the plaintext of a body of one
 * aes128gcm record, null when it is not for this browser.
 */
export function decrypt(body: Buffer, { privateKey, subscription: { keys } }: DrillBrowser): Buffer | null {
  const keyLength = body[20] ?? 0;
  const start = 21 + keyLength;
  if (body.length < start + 18 || keyLength !== 65 || body.readUInt32BE(16) < body.length - start)
    return null;
  const senderKey = body.subarray(21, start);
  try {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(privateKey);
    const extracted = mac(Buffer.from(keys.auth, 'base64url'), ecdh.computeSecret(senderKey));
    const own = Buffer.from(keys.p256dh, 'base64url');
    const keying = mac(extracted, Buffer.from('WebPush: info\0'), own, senderKey, Buffer.of(1));
    const pseudo = mac(body.subarray(0, 16), keying);
    const derive = (label: string, size: number) =>
      mac(pseudo, Buffer.from(`Content-Encoding: ${label}\0`), Buffer.of(1)).subarray(0, size);
    const gcm = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    gcm.setAuthTag(body.subarray(-16));
    const record = Buffer.concat([gcm.update(body.subarray(start, -16)), gcm.final()]);
    // Padding is zeros behind the delimiter 2 of a last record.
    const end = record.findLastIndex((byte) => byte !== 0);
    return record[end] === 2 ? record.subarray(0, end) : null;
  } catch {
    return null;
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const refusal = (status: number, message: string, headers?: Readonly<Record<string, string>>): Reply =>
  json(status, { code: status, message }, headers);

/** What is wrong with the headers of a message, by RFC 8030 §5 and RFC 8291 §4; null when they are good. */
function badHeader({ headers }: Ask): string | null {
  const { ttl, urgency, topic } = headers;
  if (typeof ttl !== 'string' || !/^\d+$/.test(ttl)) return 'TTL';
  if (headers['content-encoding'] !== 'aes128gcm') return 'Content-Encoding';
  if (urgency !== undefined && !urgencies.has(String(urgency))) return 'Urgency';
  if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic))) return 'Topic';
  return null;
}

/**
 * A push service and the browsers behind it: `POST /web-push/v1/{browser}`. What it was told of a message beside its words
 * stands at the message's own address for a while: `{ttl, urgency, topic, bytes}`.
 */
export function createWebPush({ identity, ledger, targets, now }: WebPushParts): Service {
  const publicKey = p256PublicKey(identity.credentials.webPush.privateKey);
  if (publicKey === null) throw new Error('the drill identity holds no VAPID key');
  const whoSends = createVapidCheck(publicKey, now);
  const run = randomBytes(6).toString('hex');
  const browsers = new Map<string, DrillBrowser>();
  const messages = new Map<string, object>();
  let taken = 0;

  const browserOf = (name: string): DrillBrowser => {
    const known = browsers.get(name);
    if (known !== undefined) return known;
    if (browsers.size >= kept.browsers) browsers.clear();
    const made = drillBrowser(name);
    browsers.set(name, made);
    return made;
  };

  const remember = (ref: string, { headers: { ttl, urgency, topic }, bytes }: Ask): void => {
    messages.set(ref, { ttl, urgency, topic, bytes: bytes.length });
    const [oldest] = messages.keys();
    if (messages.size > kept.messages && oldest !== undefined) messages.delete(oldest);
  };
  const take = (ask: Ask, browser: DrillBrowser): Reply => {
    const plain = decrypt(ask.bytes, browser);
    if (plain === null) return refusal(400, 'The browser cannot decrypt it');
    const read = webPushPayloadSchema.safeParse(parse(plain.toString('utf8')));
    if (!read.success) return refusal(400, 'The service worker cannot read it');
    const { title, body, data } = read.data;
    taken += 1;
    const ref = `${drillPushPath}messages/${run}-${taken.toString(16)}`;
    remember(ref, ask);
    ledger.add({
      provider: 'web-push',
      target: subscriptionTarget(browser.subscription),
      ref,
      text: `${title}\n${body}`,
      lang: data.lang,
      alertId: data.alertId,
      deliveryKey: data.deliveryId,
    });
    return { status: 201, body: 'Created\n', headers: { location: ref, 'content-type': 'text/plain' } };
  };

  return {
    endpoint: 'web-push',
    provider: 'web-push',
    answer(ask) {
      const message = ask.method === 'GET' ? messages.get(ask.path) : undefined;
      if (message !== undefined) return json(200, message);
      const name = ask.path.slice(drillPushPath.length);
      if (ask.method !== 'POST' || !/^[A-Za-z0-9_-]{1,200}$/.test(name)) return refusal(405, 'POST it');
      const sender = whoSends(ask.headers.authorization);
      if (sender === 'bad') return refusal(401, 'Invalid VAPID token');
      if (sender === 'foreign') return refusal(403, foreign);
      const bad = badHeader(ask);
      if (bad !== null) return refusal(400, `Bad header: ${bad}`);
      if (ask.bytes.length > bodyLimit) return refusal(413, 'The message is too large');
      if (targets.of(name) === 'foreign-sender') return refusal(403, foreign);
      if (targets.of(name) === 'unregistered') return refusal(410, 'The subscription is gone');
      return take(ask, browserOf(name));
    },
    fail: (status, headers) => refusal(status, 'The service is not available', headers),
    refuse: () => refusal(410, 'The subscription is gone'),
  };
}
