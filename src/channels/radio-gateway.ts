import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { Pool, type Dispatcher } from 'undici';
import type { ZodType } from 'zod';
import { radioCommandBody, radioUploadInput } from '../formats/radio-command.js';
import { randomToken } from '../platform/digest.js';
import {
  radioCommandStatusSchema,
  radioGatewayStatusSchema,
  radioIssuedHeader,
  radioKeyHeader,
  radioProblemSchema,
  radioProtocol,
  radioReadbackSchema,
  radioSignatureHeader,
  radioStationsSchema,
  radioStoredSchema,
  type RadioAction,
  type RadioCommand,
} from '../wire/radio.js';

export interface RadioGatewayOptions {
  readonly baseUrl: string;
  readonly gatewayId: string;
  readonly keyId: string;
  /** Ed25519, PKCS #8 PEM: what the hub signs with. */
  readonly privateKey: string;
  /** Ed25519, SPKI PEM: what the gateway's answers are checked against. */
  readonly gatewayPublicKey: string;
  readonly ca?: string;
  /** Commands are fresh by the time of day, which the gateway has too. Milliseconds UTC. */
  readonly wall?: () => number;
  /** The clock by which an order's `expiresAt` is (ADR 0019). */
  readonly now?: () => number;
  /** Milliseconds that a connection may take. */
  readonly connectTimeout?: number;
}

/** What a command says, without what the transmission adds. */
export type RadioOrder = Omit<
  RadioCommand,
  'protocol' | 'action' | 'gatewayId' | 'keyId' | 'sequence' | 'nonce' | 'issuedAt'
>;

/** The gateway's answer: the thing asked for, or its status with the code of its refusal. */
export type GatewayAnswer<Value> =
  /** `date`: the time of day at the far end, as its HTTP says; not signed, and null where it doesn't. */
  | { readonly ok: true; readonly value: Value; readonly date: number | null }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly retryAfter?: string };

/** Answers that the gateway did not sign are treated as if none had come. */
const unsigned = { ok: false, status: 502, code: 'radio.unsigned-answer' } as const;

/**
 * The signed protocol between hub and gateway (docs/channels/radio-protocol.md). Network errors reject. Every question has a
 * signal that ends it: a gateway that takes a connection and says nothing would be waited for for five minutes.
 */
export function createRadioGateway(options: RadioGatewayOptions) {
  const { gatewayId, keyId, wall = Date.now, now = wall } = options;
  const key = createPrivateKey(options.privateKey);
  const gatewayKey = createPublicKey(options.gatewayPublicKey);
  const pool = new Pool(new URL(options.baseUrl).origin, {
    connections: 8,
    ...(options.connectTimeout !== undefined && { connectTimeout: options.connectTimeout }),
    ...(options.ca !== undefined && { connect: { ca: options.ca } }),
  });
  let sequence = 0;

  const genuine = (body: string, signature: string | string[] | undefined): boolean =>
    typeof signature === 'string' &&
    verify(null, Buffer.from(body), gatewayKey, Buffer.from(signature, 'base64'));

  const ask = async <Value>(
    request: Dispatcher.RequestOptions,
    shape: ZodType<Value>,
  ): Promise<GatewayAnswer<Value>> => {
    const answer = await pool.request(request);
    const body = await answer.body.text();
    const after = answer.headers['retry-after'];
    let value: unknown = null;
    try {
      value = JSON.parse(body);
    } catch {
      return unsigned;
    }
    if (answer.statusCode !== 200) {
      const problem = radioProblemSchema.safeParse(value);
      const code = problem.success ? problem.data.code : 'radio.refused';
      return {
        ok: false,
        status: answer.statusCode,
        code,
        ...(typeof after === 'string' && { retryAfter: after }),
      };
    }
    const parsed = shape.safeParse(value);
    if (!genuine(body, answer.headers[radioSignatureHeader]) || !parsed.success) return unsigned;
    const date = Date.parse(String(answer.headers['date'] ?? ''));
    return { ok: true, value: parsed.data, date: Number.isNaN(date) ? null : date };
  };

  const get = <Value>(
    path: string,
    shape: ZodType<Value>,
    signal: AbortSignal,
  ): Promise<GatewayAnswer<Value>> => ask({ method: 'GET', path, signal }, shape);

  /** Sequences only rise: from the clock, and past whatever the gateway has seen when the clock was set back. */
  const nextSequence = (): number => {
    sequence = Math.max(sequence + 1, wall() * 1000);
    return sequence;
  };

  const signature = (text: string): string => sign(null, Buffer.from(text), key).toString('base64');

  const command = <Value>(
    action: RadioAction,
    order: RadioOrder,
    shape: ZodType<Value>,
    signal: AbortSignal,
    nonce = randomToken(18),
  ) => {
    const issuedAt = wall();
    const body = radioCommandBody({
      protocol: radioProtocol,
      action,
      gatewayId,
      keyId,
      sequence: nextSequence(),
      nonce,
      issuedAt,
      ...order,
      // What remains of it, said by the clock of `issuedAt`: the process's own may be another since the start.
      expiresAt: Math.max(1, Math.round(issuedAt + order.expiresAt - now())),
    } satisfies RadioCommand);
    const headers = {
      'content-type': 'application/json',
      [radioKeyHeader]: keyId,
      [radioSignatureHeader]: signature(body),
    };
    const path = `/radio/v1/${action}`;
    return ask({ method: 'POST', path, headers, body, signal }, shape);
  };

  const status = async (signal: AbortSignal) => {
    const answer = await get('/radio/v1/status', radioGatewayStatusSchema, signal);
    if (answer.ok) sequence = Math.max(sequence, answer.value.lastSequence);
    return answer;
  };

  /** A readback that answers another transmission says nothing about this one. */
  const prepare = async (order: RadioOrder, signal: AbortSignal) => {
    const nonce = randomToken(18);
    const answer = await command('prepare', order, radioReadbackSchema, signal, nonce);
    return answer.ok && answer.value.inReplyTo !== nonce ? unsigned : answer;
  };

  const upload = (digest: string, bytes: Buffer, signal: AbortSignal) => {
    const issuedAt = wall();
    const headers = {
      'content-type': 'audio/wav',
      [radioKeyHeader]: keyId,
      [radioIssuedHeader]: String(issuedAt),
      [radioSignatureHeader]: signature(radioUploadInput({ gatewayId, keyId, sha256: digest, issuedAt })),
    };
    const path = `/radio/v1/audio/${digest}`;
    return ask({ method: 'PUT', path, headers, body: bytes, signal }, radioStoredSchema);
  };

  return {
    status,
    stations: (signal: AbortSignal) => get('/radio/v1/stations', radioStationsSchema, signal),
    prepare,
    /** Hands over a sound file before the command that refers to it. */
    upload,
    start: (order: RadioOrder, signal: AbortSignal) =>
      command('start', order, radioCommandStatusSchema, signal),
    stop: (order: RadioOrder, signal: AbortSignal) =>
      command('stop', order, radioCommandStatusSchema, signal),
    read: (commandId: string, signal: AbortSignal) =>
      get(`/radio/v1/commands/${encodeURIComponent(commandId)}`, radioCommandStatusSchema, signal),
    close: () => pool.close(),
  };
}
