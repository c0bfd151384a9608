/**
 * The channels: one function a service that returns a `Channel` (domain/channel.ts) and its limits as data beside it.
 * What they share stands here: how an HTTP answer or a broken connection becomes an outcome.
 */
import type { Fault, Outcome, SendMember } from '../domain/channel.js';
import { ProxyError } from './proxy-error.js';

/** Every code that a channel's fault can have; each is a key of `errors.json`. */
export const faultCodes = [
  'channel.unreachable',
  'channel.unauthorised',
  'channel.not-found',
  'channel.rate',
  'channel.server-error',
  'channel.timeout',
  'channel.wrong-world',
  'channel.severed',
  'call.malformed',
  'sms.bad-number',
  'sms.opted-out',
  'sms.not-mobile',
  'sms.undelivered',
  'sms.country',
  'voice.bad-number',
  'voice.country',
  'voice.busy',
  'voice.no-answer',
  'voice.machine',
  'voice.failed',
  'push.unregistered',
  'push.bad-token',
  'push.too-large',
  'push.foreign-token',
  'push.third-party',
  'web-push.gone',
  'web-push.bad-subscription',
  'web-push.unknown-service',
  'web-push.too-large',
  'web-push.foreign-key',
  'mastodon.not-accepted',
  'mail.no-such-address',
  'mail.greylisted',
  'mail.mailbox-full',
  'mail.not-accepted',
  'mail.bounced',
  'mail.fax-unprintable',
  'mail.no-fax-service',
  'radio.readback-mismatch',
  'radio.unknown-station',
  'radio.stale',
  'radio.replay',
  'radio.bad-signature',
  'radio.refused',
  'radio.station-silent',
  'radio.stopped',
  'radio.interrupted',
  'radio.halted',
  'radio.cannot-speak',
  'radio.siren-only',
] as const;
export type FaultCode = (typeof faultCodes)[number];

export const fault = (at: Fault['at'], code: FaultCode, detail?: string): Fault =>
  detail === undefined ? { at, code } : { at, code, detail };

/** An outcome of any target; `forMember` gives it one. */
export type Verdict = Outcome extends infer One ? (One extends Outcome ? Omit<One, 'target'> : never) : never;

export const unsure: Verdict = { result: 'unsure' };

export const retry = (why: Fault, notBefore?: number): Verdict =>
  notBefore === undefined ? { result: 'retry', why } : { result: 'retry', why, notBefore };

export const refused = (why: Fault): Verdict => ({ result: 'refused', why });

export const accepted = (ref: string): Verdict => ({ result: 'accepted', ref });

/** The same verdict for one member. */
export const forMember = ({ target }: SendMember, verdict: Verdict): Outcome => ({ target, ...verdict });

/**
 * When a Retry-After in seconds or as an HTTP date (RFC 9110 §10.2.3) ends, by the process's clock (`now`, ADR 0019): a date
 * is the provider's time of day, and means as long as it is from ours. Undefined when unreadable.
 */
export function retryAfter(
  value: string | string[] | undefined,
  now: number,
  wall = Date.now(),
): number | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (/^\s*\d+\s*$/.test(value)) return now + Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at - wall + now;
}

/**
 * What a status that no provider-specific rule knows means: 401 and 403 lie with the channel (nobody is refused),
 * 408, 429 and 5xx pass, 504 says that a gateway gave up waiting and so leaves open what happened. 404 and 410 mean an
 * address or account that is not there (a dead target is the provider's own word, and read before this), and so do a
 * redirection, which is never followed, and 405: whoever answers there is not the service. 409 says that a call like this
 * one is under way: what becomes of that is open, as after a 2xx that the service does not have.
 */
export function verdictOfStatus(
  status: number,
  notBefore: number | undefined,
  detail = String(status),
): Verdict {
  if (status === 401 || status === 403) return retry(fault('channel', 'channel.unauthorised', detail));
  if (status === 429) return retry(fault('channel', 'channel.rate', detail), notBefore);
  if (status < 300) return unsure;
  if (status < 400 || [404, 405, 410].includes(status))
    return retry(fault('channel', 'channel.not-found', detail));
  if (status === 504 || status === 408 || status === 409) return unsure;
  if (status >= 500) return retry(fault('channel', 'channel.server-error', detail), notBefore);
  return refused(fault('call', 'call.malformed', detail));
}

/**
 * Errors after which not one byte of the request can have arrived: no connection was made, or its certificate was not
 * taken (Node's names for what X.509 verification says: node:tls, "X509 certificate error codes", read 2026-11).
 */
const neverLeft = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'ENODATA', 'EAI_AGAIN', 'EAI_FAIL', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'CERT_SIGNATURE_FAILURE'],
  ...['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'CERT_REJECTED'],
  ...['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_CHAIN_TOO_LONG'],
  ...['PATH_LENGTH_EXCEEDED', 'INVALID_CA', 'INVALID_PURPOSE', 'OUT_OF_MEM'],
  ...['UNABLE_TO_GET_CRL', 'UNABLE_TO_DECRYPT_CRL_SIGNATURE', 'CRL_SIGNATURE_FAILURE'],
  ...['CRL_NOT_YET_VALID', 'CRL_HAS_EXPIRED'],
  ...['ERROR_IN_CRL_LAST_UPDATE_FIELD', 'ERROR_IN_CRL_NEXT_UPDATE_FIELD'],
]);

export const field = (error: unknown, name: 'code' | 'name' | 'message' | 'syscall'): string => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
};

/** What it began with: HTTP/2 wraps the error of a connection into that of a stream. */
const rootOf = (error: unknown): unknown => {
  let root = error;
  while (typeof root === 'object' && root !== null && 'cause' in root && root.cause instanceof Object)
    root = root.cause;
  return root;
};

const codeOf = (error: unknown): string => field(error, 'code') || field(error, 'name') || 'unknown';

/** A host with several addresses is tried at each: the error is then one of all attempts, and may say "timed out". */
const neverConnected = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors)
    ? error.errors.length > 0 && error.errors.every(neverConnected)
    : field(error, 'syscall') === 'connect';

/** What a technician reads of an error, and the board has words for; never empty. */
export function detailOfError(error: unknown): string {
  const root = rootOf(error);
  const code = codeOf(root);
  // What is said of certificates is a code that can be looked up; of lines, a sentence that names code and host.
  return neverLeft.has(code) && !/^E[A-Z_]+$/.test(code) ? code : field(root, 'message') || code;
}

/**
 * Milliseconds for making a connection, the TLS handshake too: within the time of the call, so that a host that a firewall
 * swallows is known as unreached, and not as one that may have taken it.
 */
export const connectWithin = (timeout: number): number => Math.min(5_000, timeout / 2);

/**
 * A connection that could not be made is `retry`; anything after that may have been taken, so it is `unsure`. A proxy that
 * makes none has taken nothing either, whatever it answers.
 */
export function verdictOfError(error: unknown): Verdict {
  const root = rootOf(error);
  if (root instanceof ProxyError) {
    // tinyproxy says 401 for a wrong password, and 407 only where there is none.
    const isRights = root.reason === 407 || root.reason === 401;
    return retry(fault('channel', isRights ? 'channel.unauthorised' : 'channel.unreachable', root.message));
  }
  if (!neverLeft.has(codeOf(error)) && !neverConnected(error)) return unsure;
  return retry(fault('channel', 'channel.unreachable', codeOf(root)));
}
