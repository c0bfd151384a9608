import { sign } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from '../domain/refusal.js';
import { radioSignatureHeader } from '../wire/radio.js';
import type { GatewaySettings } from './settings.js';

/** A request, whatever carried it. `bytes` is there where the body is a sound file. */
export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes?: Uint8Array;
}

export interface GatewayReply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const statusOf: Readonly<Record<string, number>> = {
  'radio.bad-signature': 401,
  'radio.malformed': 400,
  'radio.wrong-gateway': 400,
  'radio.replay': 409,
  'radio.command-conflict': 409,
  'radio.not-prepared': 409,
  'radio.audio-missing': 409,
  'radio.unknown-command': 404,
  'radio.halted': 503,
};

/** RFC 9457. Not signed: nothing is done because of a refusal. */
export const problem = ({ refused, vars }: Refusal): GatewayReply => ({
  status: statusOf[refused] ?? 422,
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Command refused',
    code: refused,
    detail: vars === undefined ? '' : JSON.stringify(vars),
  }),
  headers: { 'content-type': 'application/problem+json' },
});

/** An answer under the gateway's signature. */
export function signed({ privateKey }: GatewaySettings, value: object): GatewayReply {
  const body = JSON.stringify(value);
  const signature = sign(null, Buffer.from(body), privateKey).toString('base64');
  return {
    status: 200,
    body,
    headers: { 'content-type': 'application/json', [radioSignatureHeader]: signature },
  };
}
