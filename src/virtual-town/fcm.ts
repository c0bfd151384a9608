import { randomBytes } from 'node:crypto';
import { fcmPayloadLimit, fcmSendSchema, fcmTopicPayloadLimit, type FcmMessage } from '../wire/fcm.js';
import { json, type Ask, type Reply, type Service } from './exchange.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import { createRate } from './rate.js';
import type { Targets } from './targets.js';
import { createTokenCheck } from './token.js';

interface FcmParts {
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly targets: Targets;
  readonly now: () => number;
  readonly rate: number | null;
}

const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};
const errorCodes: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  404: 'UNREGISTERED',
  413: 'INVALID_ARGUMENT',
  429: 'QUOTA_EXCEEDED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** What Google's front door says before FCM has a word (its ErrorInfo, 2026): the token is not good, the project another's. */
const doorReasons: Readonly<Record<number, string>> = {
  401: 'ACCESS_TOKEN_EXPIRED',
  403: 'IAM_PERMISSION_DENIED',
};
const fcmError = (errorCode: string | undefined) => ({
  '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
  errorCode,
});
const status = (
  code: number,
  message: string,
  details: readonly object[],
  headers?: Readonly<Record<string, string>>,
): Reply => json(code, { error: { code, message, status: statusNames[code], details } }, headers);

/** google.rpc.Status with an FcmError, and a BadRequest where a field is to blame. */
function error(
  code: number,
  message: string,
  field?: string,
  headers?: Readonly<Record<string, string>>,
): Reply {
  const reason = doorReasons[code];
  const details: object[] = [
    reason === undefined
      ? fcmError(errorCodes[code])
      : { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason },
  ];
  if (field !== undefined)
    details.push({
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [{ field, description: message }],
    });
  return status(code, message, details, headers);
}

/** The message, or the refusal; `null` when it was only to be validated and is good. */
function parse(body: string): FcmMessage | Reply | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return error(400, 'Invalid JSON payload received.');
  }
  const sent = fcmSendSchema.safeParse(value);
  if (!sent.success) {
    const issue = sent.error.issues[0];
    return error(
      400,
      `Invalid JSON payload received. ${issue?.message ?? ''}`,
      issue?.path.join('.') ?? 'message',
    );
  }
  const message = sent.data.message;
  const named = [message.token, message.topic, message.condition].filter((target) => target !== undefined);
  if (named.length !== 1)
    return error(400, 'Exactly one of token, topic or condition is required', 'message.token');
  const size = Buffer.byteLength(JSON.stringify([message.notification ?? {}, message.data ?? {}]));
  const limit = message.token === undefined ? fcmTopicPayloadLimit : fcmPayloadLimit;
  if (size > limit) return error(400, 'Android message is too big', 'message');
  return sent.data.validateOnly === true || sent.data.validate_only === true ? null : message;
}

const isReply = (value: FcmMessage | Reply): value is Reply => 'status' in value && 'body' in value;

/** FCM HTTP v1, `POST /v1/projects/{id}/messages:send`. */
export function createFcm({ identity, ledger, targets, now, rate }: FcmParts): Service {
  const authorised = createTokenCheck(identity, now);
  const withinRate = createRate(rate, now);
  const project = identity.credentials.fcm.project_id;
  const path = `/v1/projects/${project}/messages:send`;
  const run = randomBytes(6).toString('hex');
  let sent = 0;

  /** Of one token; null when it is good. */
  const wrongWith = (token: string): Reply | null => {
    switch (targets.of(token)) {
      case 'unregistered':
        return error(404, 'Requested entity was not found.');
      case 'foreign-sender':
        return status(403, 'SenderId mismatch', [fcmError('SENDER_ID_MISMATCH')]);
      case 'no-maker-key':
        return status(401, 'Auth error from APNS or Web Push Service', [fcmError('THIRD_PARTY_AUTH_ERROR')]);
      default:
        return null;
    }
  };

  const take = (message: FcmMessage): Reply => {
    const target = message.token ?? `topic:${message.topic ?? message.condition ?? ''}`;
    sent += 1;
    const name = `projects/${project}/messages/0:${run}%${sent.toString(16)}`;
    const { title = '', body = '' } = message.notification ?? {};
    ledger.add({
      provider: 'push',
      target,
      ref: name,
      text: `${title}\n${body}`,
      lang: message.data?.['lang'] ?? '',
      alertId: message.data?.['alertId'] ?? null,
      deliveryKey: message.data?.['deliveryId'] ?? null,
    });
    return { status: 200, body: `{"name":"${name}"}` };
  };

  return {
    endpoint: 'fcm',
    provider: 'push',
    answer(ask: Ask) {
      if (!authorised(ask.headers.authorization))
        return error(401, 'Request had invalid authentication credentials.');
      if (ask.path !== path) return error(403, 'The caller does not have permission');
      if (ask.method !== 'POST') return error(404, 'Method not found.');
      if (!withinRate()) {
        ledger.countRateRefused('push');
        return error(429, 'Quota exceeded for quota metric.', undefined, { 'retry-after': '1' });
      }
      const message = parse(ask.body);
      if (message === null)
        return { status: 200, body: `{"name":"projects/${project}/messages/fake_message_id"}` };
      if (isReply(message)) return message;
      return wrongWith(message.token ?? '') ?? take(message);
    },
    fail: (status, headers) => error(status, 'The service is currently unavailable.', undefined, headers),
    refuse: () => error(404, 'Requested entity was not found.'),
  };
}
