import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import { json, type Reply, type Service } from './exchange.js';
import { servicePublicKey, type Identity } from './identity.js';

const lifetimeSeconds = 3600;
const prefix = 'ya29.virtual-town.';
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const seal = (identity: Identity, expires: string): string =>
  createHmac('sha256', identity.tokenSecret).update(expires).digest('base64url');

/** True for a bearer token that this town minted and that has not expired. */
export function createTokenCheck(
  identity: Identity,
  now: () => number,
): (authorization: string | undefined) => boolean {
  const good = new Map<string, number>();
  return (authorization) => {
    if (authorization === undefined) return false;
    const known = good.get(authorization);
    if (known !== undefined) return known > now();
    const [expires, mark] = authorization.replace(`Bearer ${prefix}`, '').split('.');
    if (expires === undefined || mark === undefined) return false;
    const [given, wanted] = [Buffer.from(mark), Buffer.from(seal(identity, expires))];
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return false;
    good.set(authorization, Number(expires));
    return Number(expires) > now();
  };
}

function readAssertion(assertion: string, identity: Identity): Record<string, unknown> | null {
  const [head, claims, signature] = assertion.split('.');
  if (head === undefined || claims === undefined || signature === undefined) return null;
  const genuine = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    servicePublicKey(identity),
    Buffer.from(signature, 'base64url'),
  );
  if (!genuine) return null;
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<string, unknown>;
}

/** Google's token endpoint (`POST /token`), JWT bearer grant of RFC 7523, RS256. */
export function createTokenEndpoint(identity: Identity, now: () => number): Service {
  const refused = (description: string): Reply =>
    json(400, { error: 'invalid_grant', error_description: description });
  return {
    endpoint: 'token',
    provider: null,
    answer({ method, body }) {
      if (method !== 'POST') return json(405, { error: 'invalid_request' });
      const form = new URLSearchParams(body);
      if (form.get('grant_type') !== grant) return json(400, { error: 'unsupported_grant_type' });
      const claims = readAssertion(form.get('assertion') ?? '', identity);
      if (claims === null) return refused('Invalid JWT Signature.');
      if (claims['iss'] !== identity.credentials.fcm.client_email) return refused('Invalid issuer.');
      if (claims['aud'] !== identity.credentials.fcm.token_uri) return refused('Invalid audience.');
      if (Number(claims['exp']) * 1000 < now()) return refused('Token is expired.');
      const expires = String(now() + lifetimeSeconds * 1000);
      const token = `${prefix}${expires}.${seal(identity, expires)}`;
      return json(200, { access_token: token, expires_in: lifetimeSeconds - 1, token_type: 'Bearer' });
    },
    fail: (status, headers) =>
      json(status, { error: status === 401 ? 'invalid_client' : 'internal_failure' }, headers),
    refuse: () => refused('Invalid JWT Signature.'),
  };
}
