import type { Channel, Health, Limits, SendMember, SendOrder } from '../domain/channel.js';
import { fcmSentSchema, googleErrorSchema } from '../wire/fcm.js';
import {
  accepted,
  connectWithin,
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
import { createAccessTokens, KeyFileError, type Dial, type ServiceAccount } from './fcm-credential.js';
import { createMessageBuilder } from './fcm-message.js';
import { createSessionPool, type Http2Answer } from './fcm-sessions.js';
import { within } from './on-abort.js';
import { pushLimits } from './push.limits.js';
import type { OutboundProxy } from './tunnel.js';

export interface PushOptions {
  readonly projectId: string;
  readonly account: ServiceAccount;
  /** Where Google's hosts are answered instead; absent = at Google's. */
  readonly dial?: Dial;
  readonly proxy?: OutboundProxy;
  /** Long-lived HTTP/2 sessions. */
  readonly sessions?: number;
  readonly limits?: Limits;
  readonly now?: () => number;
}

const origin = 'https://fcm.googleapis.com';
/** A session carries 100 streams at a time: twelve leave room for 800 in flight, also while one is being replaced. */
const defaultSessions = 12;

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

/** How long a phone waits whose maker's key is missing: somebody has to upload one. Milliseconds. */
const thirdPartyWait = 60_000;

/**
 * FCM's error codes (Firebase "ErrorCode" reference, 2026) as outcomes. Two of the 401 and 403 speak of one token, and stop
 * nobody else: a token of another sender, and a phone or browser for whose maker the project holds no valid key.
 */
function verdictOf({ status, retryAfter: after, body }: Http2Answer, now: number): Verdict {
  if (status === 200) {
    const sent = fcmSentSchema.safeParse(parse(body));
    return sent.success ? accepted(sent.data.name) : unsure;
  }
  const parsed = googleErrorSchema.safeParse(parse(body));
  const details = parsed.success ? parsed.data.error.details : [];
  const code = details.find(({ errorCode }) => errorCode !== undefined)?.errorCode;
  const fields = details.flatMap(({ fieldViolations = [] }) =>
    fieldViolations.map(({ field = '' }) => field),
  );
  if (code === 'UNREGISTERED') return refused(fault('target', 'push.unregistered', code));
  if (status === 400 && fields.includes('message.token'))
    return refused(fault('target', 'push.bad-token', code));
  if (code === 'SENDER_ID_MISMATCH') return refused(fault('target', 'push.foreign-token', code));
  if (code === 'THIRD_PARTY_AUTH_ERROR')
    return retry(fault('call', 'push.third-party', code), now + thirdPartyWait);
  return verdictOfStatus(status, retryAfter(after, now), code ?? String(status));
}

/** Google's answer to a request for a token: OAuth's own word for a key that is not taken, or a clock that is off. */
const oauthWord = /^(invalid_\w+|unauthorized_client)\b/;

function refusalOf(error: unknown): { readonly status: number; readonly why: string } {
  if (!(error instanceof Error)) return { status: 0, why: 'access token' };
  const word = oauthWord.exec(error.message)?.[0];
  const why = error instanceof KeyFileError ? 'key file' : word ? `access token: ${word}` : 'access token';
  return { status: 'status' in error ? Number(error.status) : 0, why };
}

/** Push to phones by FCM HTTP v1 over long-lived HTTP/2 sessions, one message a token or topic. */
export function createPushChannel(options: PushOptions): Channel {
  const { projectId, limits = pushLimits, now = Date.now } = options;
  const tokens = createAccessTokens(options.account, options, now);
  const sessions = createSessionPool({
    origin,
    sessions: options.sessions ?? defaultSessions,
    connectTimeout: connectWithin(limits.timeout),
    ...(options.dial !== undefined && { dial: options.dial }),
    ...(options.proxy !== undefined && { proxy: options.proxy }),
  });
  const build = createMessageBuilder();
  const path = `/v1/projects/${encodeURIComponent(projectId)}/messages:send`;

  const sendOne = async (
    order: SendOrder,
    { target, deliveryId }: SendMember,
    authorization: string,
    signal: AbortSignal,
  ): Promise<Verdict> => {
    const built = build(order, target, deliveryId, now());
    if ('tooLarge' in built) return refused(fault('call', 'push.too-large', String(built.tooLarge)));
    try {
      const answer = await sessions.post(path, authorization, built.body, signal);
      // Apple's certificate in the Firebase project is at fault, not our token: another would not help.
      if (answer.status === 401 && !answer.body.includes('THIRD_PARTY_AUTH_ERROR'))
        tokens.forget(authorization);
      return verdictOf(answer, now());
    } catch (error) {
      return verdictOfError(error);
    }
  };

  /** Without a token nothing has left, whatever the reason. */
  const withoutToken = (error: unknown): Verdict => {
    const verdict = verdictOfError(error);
    if (verdict.result === 'retry') return verdict;
    const { status, why } = refusalOf(error);
    const unauthorised = status >= 400 && status < 500 && status !== 429;
    return retry(fault('channel', unauthorised ? 'channel.unauthorised' : 'channel.unreachable', why));
  };

  const send: Channel['send'] = async (order, signal) => {
    let authorization: string;
    try {
      // Mostly there: a listener on the signal for each message costs more than the look.
      authorization = tokens.current() ?? (await within(signal, tokens.authorization()));
    } catch (error) {
      const verdict = withoutToken(error);
      return order.members.map((member) => forMember(member, verdict));
    }
    return Promise.all(
      order.members.map(async (member) =>
        forMember(member, await sendOne(order, member, authorization, signal)),
      ),
    );
  };

  const probe = async (signal: AbortSignal): Promise<Health> => {
    try {
      const authorization = await within(signal, tokens.authorization());
      // `validate_only` reaches FCM and no phone; a made-up token is answered 400 or 404, which is alive enough.
      const body = JSON.stringify({ validate_only: true, message: { topic: 'probe' } });
      const { status } = await sessions.post(path, authorization, body, signal);
      return status === 401 || status === 403 || status >= 500
        ? { state: 'down', detail: String(status) }
        : { state: 'up' };
    } catch (error) {
      return { state: 'down', detail: detailOfError(error) };
    }
  };

  const close = async (): Promise<void> => {
    await Promise.all([sessions.close(), tokens.close()]);
  };
  return { id: 'push', limits, send, probe, close };
}
