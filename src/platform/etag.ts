import type { FastifyInstance } from 'fastify';
import { sha256 } from './digest.js';

/** Names the answer's content. Weak: the same content may be compressed on its way by a proxy. */
const etagOf = (payload: string | Buffer): string => `W/"${sha256(payload).slice(0, 32)}"`;

/** Whether an `If-None-Match` names it; RFC 9110 compares these weakly. */
const names = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' ||
    header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag.slice(2)));

/**
 * Every JSON answer of a GET carries an ETag, and one that the client has already is 304 without a body. Nobody keeps it
 * without asking again: it is an officer's own view, and may have changed a moment ago.
 */
export function answerEtags(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const type = String(reply.getHeader('content-type') ?? '');
    const named =
      request.method === 'GET' &&
      reply.statusCode === 200 &&
      type.startsWith('application/json') &&
      (typeof payload === 'string' || Buffer.isBuffer(payload));
    if (!named) return done(null, payload);
    const etag = etagOf(payload);
    void reply.header('etag', etag);
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
    if (!names(request.headers['if-none-match'], etag)) return done(null, payload);
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return done(null, null);
  });
}
