import { rolesOf, takesToken, type AccessRule } from '../domain/authorization.js';
import type { DeclaredRoute } from './declared-routes.js';
import { statusOfRefusal } from './problem.js';

type Json = Record<string, unknown>;

/** Code → English sentence. */
export type ErrorCodes = Readonly<Record<string, string>>;

const text = { type: 'string' };

/** Parameters of the path and query, and the headers that belong to the method. */
export function parametersOf(route: DeclaredRoute): readonly Json[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: text },
  }));
  const inQuery = route.query.map((name) => ({ name, in: 'query', schema: text }));
  const refer = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  const signed = route.access !== 'public';
  return [
    ...inPath,
    ...inQuery,
    ...(route.method !== 'GET' && signed ? [refer('TodokuRequest')] : []),
    ...(route.method === 'POST' && signed ? [refer('IdempotencyKey')] : []),
    ...(route.method === 'GET' && signed ? [refer('IfNoneMatch')] : []),
    refer('AcceptLanguage'),
  ];
}

/** Who may call it, in the document's own words and ours. */
export function securityOf(access: AccessRule | undefined): Json {
  if (access === 'public') return { security: [] };
  if (access === 'machine')
    return { security: [{ machine: [] }, { session: [] }], description: 'A machine, or any officer.' };
  const roles = access === undefined || access === 'signed-in' ? 'any' : rolesOf(access).join(', ');
  const machine = access !== undefined && takesToken(access) ? [{ machine: [] }] : [];
  return { security: [...machine, { session: [] }], description: `Roles: ${roles}.`, 'x-roles': roles };
}

/** Shared parts: named shapes, headers, the refusal with its codes. */
export const componentsOf = (schemas: Readonly<Record<string, Json>>, errors: ErrorCodes): Json => ({
  schemas: { ...schemas, ErrorCode: codes(errors) },
  parameters,
  headers: {
    ETag: { schema: text, description: 'Of this answer; send it back as If-None-Match.' },
  },
  responses: {
    Refusal: {
      description:
        'Refused: RFC 9457. 400 unreadable, 401 no session, 403 not allowed, 404 unknown, 405 and 415 wrong method or type, ' +
        '409 clashes with the present state, 413 too large, 422 cannot be done as asked, 429 too often, 5xx the hub itself.',
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/problem' },
          example: {
            type: '/docs/errors#draft.stale',
            title: errors['draft.stale'] ?? '',
            status: statusOfRefusal('draft.stale'),
            code: 'draft.stale',
          },
        },
      },
    },
  },
  securitySchemes: {
    session: {
      ...{ type: 'apiKey', in: 'cookie', name: 'todoku_drill' },
      description: 'The cookie that POST /api/v1/session sets. Its name tells the world.',
    },
    machine: {
      ...{ type: 'http', scheme: 'bearer' },
      description: 'The content of <dataDir>/intake-token.',
    },
  },
});

const codes = (errors: ErrorCodes): Json => ({
  ...{ type: 'string', description: 'What `code` of a refusal can be; see /docs/errors.' },
  enum: Object.keys(errors).sort(),
});

const header = (name: string, description: string, required = false): Json => ({
  ...{ name, in: 'header', required, schema: text, description },
});

const parameters = {
  TodokuRequest: {
    ...header('X-Todoku-Request', 'Against forged requests of other sites.', true),
    schema: { const: '1' },
  },
  IdempotencyKey: header(
    'Idempotency-Key',
    'Any unique text. The same key and body get the same answer again; another body is 422.',
  ),
  IfNoneMatch: header('If-None-Match', 'The ETag you have; 304 if it is still the same.'),
  AcceptLanguage: header('Accept-Language', 'The language of refusals: ja, or en.'),
};
