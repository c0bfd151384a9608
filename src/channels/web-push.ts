import { Pool } from 'undici';
import type { Channel, Health, Limits, SendMember, SendOrder } from '../domain/channel.js';
import { isPushService } from '../wire/push-services.js';
import { readSubscriptionTarget, webPushPayloadLimit } from '../wire/web-push.js';
import {
  accepted,
  detailOfError,
  fault,
  forMember,
  refused,
  retry,
  retryAfter,
  unsure,
  verdictOfError,
  verdictOfStatus,
  type Verdict,
} from './fault.js';
import { exchange, type HttpAnswer } from './http-exchange.js';
import { onAbort } from './on-abort.js';
import { createVapid, type VapidKeys } from './vapid.js';
import { createServiceGates } from './service-gates.js';
import { connecting, type OutboundProxy } from './tunnel.js';
import { createPayloadBuilder, pushHeaders } from './web-push-message.js';
import { createSealer } from './web-push-sealer.js';
import { webPushLimits } from './web-push.limits.js';

export interface WebPushOptions {
  readonly vapid: VapidKeys;
  /** Hosts of push services beside those that are known (`wire/push-services.ts`). */
  readonly services?: readonly string[];
  /** Where every push service is answered instead; absent = at their own hosts, and only those that are known. */
  readonly dial?: { readonly url: string; readonly ca?: string };
  readonly proxy?: OutboundProxy;
  readonly limits?: Limits;
  readonly now?: () => number;
}

/** Push services that are kept connected; Edge's have many hosts. */
const mostPools = 32;
/** A path that no push service has: any answer but a failure of its own says that it is alive. */
const probePath = '/web-push/v1/probe';
const probedService = 'https://fcm.googleapis.com';

/** Connections to each push service; the one used longest ago gives way. */
function createPools({ dial, proxy }: WebPushOptions, { concurrency: connections, timeout }: Limits) {
  const pools = new Map<string, Pool>();
  const way = {
    timeout,
    ...(proxy && { proxy }),
    ...(dial?.ca !== undefined && { ca: dial.ca }),
  };
  let closed = false;
  const open = (origin: string): Pool =>
    new Pool(dial === undefined ? origin : new URL(dial.url).origin, { connections, ...connecting(way) });
  return {
    of(origin: string): Pool {
      const pool = pools.get(origin) ?? open(origin);
      // A call that comes after the end meets a closed pool.
      if (closed) void pool.close();
      pools.delete(origin);
      pools.set(origin, pool);
      const [oldest] = pools;
      if (pools.size > mostPools && oldest !== undefined) {
        pools.delete(oldest[0]);
        void oldest[1].close();
      }
      return pool;
    },
    origins: (): readonly string[] => [...pools.keys()],
    close: () => {
      closed = true;
      return Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

/** The message's own name at its push service (RFC 8030 §5), Apple's where it gives none. */
const refOf = ({ headers }: HttpAnswer, order: SendOrder): string => {
  const name = headers['location'] ?? headers['apns-id'];
  return typeof name === 'string' && name !== '' ? name : order.key;
};

/** A 400 that means 403, in the words of several. */
const aboutTheSender = /vapid|crypto-key|authori[sz]ation|authentication/i;
/**
 * A subscription that was made with another key than ours: Apple's VapidPkHashMismatch, Google's "do not correspond to the
 * credentials used to create the subscriptions", Mozilla's "VAPID public key mismatch" (as told by others, 2026).
 */
const aboutOneKey = /PkHashMismatch|do(?:es)? not correspond|key mismatch/i;

/** What an answer means (RFC 8030 §5, §7.3; RFC 8292 §4.2). */
function verdictOf(answer: HttpAnswer, order: SendOrder, now: number): Verdict {
  const { status } = answer;
  if (status === 201) return accepted(refOf(answer, order));
  if (status < 300) return unsure;
  if (status === 404 || status === 410) return refused(fault('target', 'web-push.gone', String(status)));
  // The redirection of one subscription closes no service to the others.
  if (status < 400) return refused(fault('call', 'call.malformed', String(status)));
  if (status === 413) return refused(fault('call', 'web-push.too-large', '413'));
  if ([400, 401, 403].includes(status) && aboutOneKey.test(answer.body))
    return refused(fault('target', 'web-push.foreign-key', String(status)));
  if (status === 400 && aboutTheSender.test(answer.body))
    return retry(fault('channel', 'channel.unauthorised', '400'));
  return verdictOfStatus(status, retryAfter(answer.headers['retry-after'], now));
}

/** Resolves with null when the signal says so first. */
const before = <Value>(signal: AbortSignal, value: Promise<Value>): Promise<Value | null> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(null);
    const done = onAbort(signal, () => resolve(null));
    value.then(resolve, reject).finally(done);
  });

/**
 * Notifications in browsers by Web Push (RFC 8030), encrypted for each (RFC 8291) in threads of their own, in the town's
 * name (RFC 8292). An address is a subscription on one line (`wire/web-push.ts`). Each push service is on its own: one that
 * fails or says "later" holds up no other's browsers.
 */
export function createWebPushChannel(options: WebPushOptions): Channel {
  const { limits = webPushLimits, now = Date.now, dial, services } = options;
  // A push service has its own clock: what it checks is made by the time of day, not by the process's clock.
  const vapid = createVapid(options.vapid, Date.now);
  const pools = createPools(options, limits);
  const gates = createServiceGates();
  const sealer = createSealer();
  const build = createPayloadBuilder();

  const post = async (order: SendOrder, at: URL, body: Uint8Array, signal: AbortSignal): Promise<Verdict> => {
    const headers = {
      ...pushHeaders(order, now()),
      authorization: vapid.authorization(at.origin),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
    };
    const path = `${at.pathname}${at.search}`;
    try {
      const answer = await exchange(pools.of(at.origin), { method: 'POST', path, headers, body }, signal);
      const verdict = verdictOf(answer, order, now());
      if ('why' in verdict && verdict.why.code === 'channel.unauthorised') vapid.forget(at.origin);
      return verdict;
    } catch (error) {
      return verdictOfError(error);
    }
  };

  const sendOne = async (
    order: SendOrder,
    { target, deliveryId }: SendMember,
    signal: AbortSignal,
  ): Promise<Verdict> => {
    const subscription = readSubscriptionTarget(target);
    if (subscription === null) return refused(fault('target', 'web-push.bad-subscription'));
    const at = new URL(subscription.endpoint);
    if (dial === undefined && !isPushService(at, services))
      return refused(fault('call', 'web-push.unknown-service', at.host));
    const payload = build(order, deliveryId);
    const size = Buffer.byteLength(payload);
    if (size > webPushPayloadLimit) return refused(fault('call', 'web-push.too-large', String(size)));
    const shut = gates.shut(at.origin, now());
    if (shut !== null) return shut;
    const body = await before(signal, sealer.seal(payload, subscription.keys));
    if (body === 'bad-key') return refused(fault('target', 'web-push.bad-subscription'));
    // Nothing has left.
    if (body === null || body === 'busy') return retry(fault('channel', 'channel.timeout', 'encryption'));
    return gates.heard(at.origin, await post(order, at, body, signal), now());
  };

  const reach = async (origin: string, signal: AbortSignal): Promise<string | null> => {
    try {
      const { status } = await exchange(pools.of(origin), { method: 'GET', path: probePath }, signal);
      return status === 401 || status === 403 || status >= 500 ? String(status) : null;
    } catch (error) {
      return detailOfError(error);
    }
  };

  /** Every push service in use; before the first message, the one that most browsers have. */
  const probe = async (signal: AbortSignal): Promise<Health> => {
    const used = pools.origins();
    const origins = used.length > 0 ? used : [probedService];
    const failures = (await Promise.all(origins.map((origin) => reach(origin, signal)))).flatMap(
      (failure) => failure ?? [],
    );
    const [detail] = failures;
    if (detail === undefined) return { state: 'up' };
    return { state: failures.length < origins.length ? 'degraded' : 'down', detail };
  };

  return {
    id: 'web-push',
    limits,
    send: (order, signal) =>
      Promise.all(
        order.members.map(async (member) => forMember(member, await sendOne(order, member, signal))),
      ),
    probe,
    close: async () => {
      await Promise.all([sealer.close(), pools.close()]);
    },
  };
}
