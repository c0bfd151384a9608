import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { drillPushOrigin } from '../platform/drill-browser.js';

/** What a push service makes of an Authorization header (RFC 8292 §4.2): good, not readable or not true, another's key. */
export type VapidVerdict = 'good' | 'bad' | 'foreign';

const day = 24 * 3_600;
const headSchema = z.object({ alg: z.literal('ES256') });
const claimsSchema = z.object({
  aud: z.literal(drillPushOrigin),
  exp: z.number(),
  sub: z.string().regex(/^(mailto:|https:)/),
});

const parse = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
};

function isSignedBy(key: string, token: string): boolean {
  const point = Buffer.from(key, 'base64url');
  if (point.length !== 65) return false;
  const half = (start: number) => point.subarray(start, start + 32).toString('base64url');
  const end = token.lastIndexOf('.');
  try {
    const publicKey = createPublicKey({
      format: 'jwk',
      key: { kty: 'EC', crv: 'P-256', x: half(1), y: half(33) },
    });
    const mark = Buffer.from(token.slice(end + 1), 'base64url');
    return verify(
      'sha256',
      Buffer.from(token.slice(0, end)),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      mark,
    );
  } catch {
    return false;
  }
}

/** When the token ends, in seconds; null when it is not signed by its key, for this service, or for a day at most. */
function endOf(token: string, key: string, now: number): number | null {
  const [head = '', said = ''] = token.split('.');
  const claims = claimsSchema.safeParse(parse(said));
  if (!headSchema.safeParse(parse(head)).success || !claims.success) return null;
  const left = claims.data.exp - now / 1000;
  return left > 0 && left <= day && isSignedBy(key, token) ? claims.data.exp : null;
}

/** Checks who sends. `publicKey` is the one that the browsers of the drill subscribed with. */
export function createVapidCheck(
  publicKey: string,
  now: () => number,
): (authorization: string | undefined) => VapidVerdict {
  const good = new Map<string, number>();
  return (authorization = '') => {
    const until = good.get(authorization);
    if (until !== undefined) return until > now() / 1000 ? 'good' : 'bad';
    const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
    if (token === undefined || key === undefined) return 'bad';
    const end = endOf(token, key, now());
    if (end === null) return 'bad';
    if (key !== publicKey) return 'foreign';
    good.set(authorization, end);
    return 'good';
  };
}
