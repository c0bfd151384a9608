import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { p256PublicKey } from '../platform/p256.js';

/** Whom a push service can turn to, and the town's key (RFC 8292). */
export interface VapidKeys {
  /** `mailto:` or `https:` (RFC 8292 §2.1). */
  readonly subject: string;
  /** Private key on P-256, 32 bytes in base64url. */
  readonly privateKey: string;
}

/** How long a token is good for: RFC 8292 §2 allows a day. Milliseconds. */
const life = 12 * 3_600_000;
/** Milliseconds before its end at which a token is replaced. */
const margin = 3_600_000;

const json = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function keyObject(d: string, publicKey: string): KeyObject {
  const point = Buffer.from(publicKey, 'base64url');
  const half = (start: number) => point.subarray(start, start + 32).toString('base64url');
  return createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', d, x: half(1), y: half(33) } });
}

export interface Vapid {
  /** The Authorization header for a push service, signed once in 11 hours. */
  authorization(origin: string): string;
  /** Forgets it, after the service refused it. */
  forget(origin: string): void;
}

/** Says to push services who sends. @throws Error when the private key is none */
export function createVapid({ subject, privateKey }: VapidKeys, now: () => number): Vapid {
  const publicKey = p256PublicKey(privateKey);
  if (publicKey === null) throw new Error('the VAPID private key is not a key of P-256');
  const key = keyObject(privateKey, publicKey);
  const kept = new Map<string, { readonly header: string; readonly until: number }>();

  const signed = (origin: string, exp: number): string => {
    const said = `${json({ typ: 'JWT', alg: 'ES256' })}.${json({ aud: origin, exp, sub: subject })}`;
    const mark = sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' });
    return `vapid t=${said}.${mark.toString('base64url')}, k=${publicKey}`;
  };

  return {
    authorization(origin) {
      const known = kept.get(origin);
      if (known !== undefined && known.until > now()) return known.header;
      const header = signed(origin, Math.floor((now() + life) / 1000));
      kept.set(origin, { header, until: now() + life - margin });
      return header;
    },
    forget: (origin) => void kept.delete(origin),
  };
}
