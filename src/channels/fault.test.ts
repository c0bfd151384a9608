import { describe, expect, test } from '@jest/globals';
import { detailOfError, retryAfter, verdictOfError } from './fault.js';
import { ProxyError } from './proxy-error.js';

describe('Retry-After, by the process’s clock', () => {
  const now = 1_800_000_000_000;
  const hour = 3_600_000;
  const date = (at: number) => new Date(at).toUTCString();

  test.each([
    // header, the wall, until
    ['seconds', '30', now, now + 30_000],
    ['seconds, under a wall clock that jumped', ' 30 ', now + 2 * hour, now + 30_000],
    ['a date', date(now + 30_000), now, now + 30_000],
    [
      'a date, two hours after the wall was put forward',
      date(now + 2 * hour + 30_000),
      now + 2 * hour,
      now + 30_000,
    ],
    [
      'a date, two hours after the wall was put back',
      date(now - 2 * hour + 30_000),
      now - 2 * hour,
      now + 30_000,
    ],
    ['words', 'soon', now, undefined],
    ['nothing', '', now, undefined],
    ['no header', undefined, now, undefined],
  ] as const)('%s', (_, value, wall, until) => {
    expect(retryAfter(value, now, wall)).toBe(until);
  });
});

test('a proxy that made no tunnel has let nothing out, also where another error wraps its word', () => {
  for (const [reason, code] of [
    [407, 'channel.unauthorised'],
    [401, 'channel.unauthorised'],
    [502, 'channel.unreachable'],
    ['ECONNREFUSED', 'channel.unreachable'],
    ['timeout', 'channel.unreachable'],
  ] as const) {
    const error = new ProxyError(reason);
    const why = { at: 'channel', code, detail: `proxy ${reason}` };
    expect(verdictOfError(error)).toEqual({ result: 'retry', why });
    expect(verdictOfError(new Error('canceled', { cause: error }))).toEqual({ result: 'retry', why });
    expect(detailOfError(error)).toBe(why.detail);
  }
});

describe('an error of a connection', () => {
  const of = (code: string) => verdictOfError(Object.assign(new Error(code), { code }));

  test.each([
    ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA', 'EHOSTUNREACH', 'ENETUNREACH'],
    ...['ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT'],
    // Node's names for what X.509 verification says (node:tls, "X509 certificate error codes").
    ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_GET_CRL'],
    ...['UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'UNABLE_TO_DECRYPT_CRL_SIGNATURE'],
    ...['UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'CERT_SIGNATURE_FAILURE', 'CRL_SIGNATURE_FAILURE'],
    ...['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED', 'CRL_NOT_YET_VALID', 'CRL_HAS_EXPIRED'],
    ...['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD'],
    ...['ERROR_IN_CRL_LAST_UPDATE_FIELD', 'ERROR_IN_CRL_NEXT_UPDATE_FIELD', 'OUT_OF_MEM'],
    ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ...['CERT_CHAIN_TOO_LONG', 'CERT_REVOKED', 'INVALID_CA', 'INVALID_PURPOSE', 'CERT_UNTRUSTED'],
    ...['CERT_REJECTED', 'HOSTNAME_MISMATCH', 'PATH_LENGTH_EXCEEDED', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s: not a byte of the message left, so it is tried again', (code) => {
    expect(of(code)).toEqual({
      result: 'retry',
      why: { at: 'channel', code: 'channel.unreachable', detail: code },
    });
  });

  const connecting = (code: string) =>
    Object.assign(new Error(`connect ${code} 192.0.2.1:443`), { code, syscall: 'connect' });

  test('a host that was tried at each of its addresses in vain was not reached, whatever the attempts say', () => {
    const attempts = [connecting('ETIMEDOUT'), connecting('ENETUNREACH')];
    const all = Object.assign(new AggregateError(attempts), { code: 'ETIMEDOUT' });
    const unreachable = {
      result: 'retry',
      why: { at: 'channel', code: 'channel.unreachable', detail: 'ETIMEDOUT' },
    };
    expect(verdictOfError(all)).toEqual(unreachable);
    expect(verdictOfError(connecting('ETIMEDOUT'))).toEqual(unreachable);
    // Something else among them: it may have left.
    const mixed = new AggregateError([
      connecting('ETIMEDOUT'),
      Object.assign(new Error('x'), { code: 'EPIPE' }),
    ]);
    expect(verdictOfError(Object.assign(mixed, { code: 'ETIMEDOUT' }))).toEqual({ result: 'unsure' });
    expect(detailOfError(all)).not.toBe('');
  });

  test('says what it began with', () => {
    const untrusted = Object.assign(new Error('unable to verify the first certificate; if the root CA …'), {
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    const wrapped = (cause: Error) =>
      Object.assign(new Error('ECONNREFUSED', { cause: new Error('canceled', { cause }) }), {
        code: 'ECONNREFUSED',
      });
    expect(verdictOfError(wrapped(untrusted))).toMatchObject({ why: { detail: untrusted.code } });
    expect(detailOfError(wrapped(untrusted))).toBe(untrusted.code);
    const unnamed = Object.assign(new Error('getaddrinfo ENOTFOUND fcm.googleapis.com'), {
      code: 'ENOTFOUND',
    });
    expect(verdictOfError(wrapped(unnamed))).toMatchObject({ why: { detail: 'ENOTFOUND' } });
    expect(detailOfError(wrapped(unnamed))).toBe(unnamed.message);
    expect(detailOfError(null)).toBe('unknown');
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPROTO'])(
    '%s: it may have left',
    (code) => {
      expect(of(code)).toEqual({ result: 'unsure' });
    },
  );
});
