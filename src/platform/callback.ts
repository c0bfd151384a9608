import type { FastifyRequest } from 'fastify';
import type { Callback } from '../domain/channel.js';

/** A provider's callback as it called it: at `publicUrl` where a proxy stands in between, since it signs the address it called. */
export function callbackOf(request: FastifyRequest, publicUrl: string | null): Callback {
  const origin = publicUrl ?? `${request.protocol}://${request.host}`;
  return {
    url: `${origin.replace(/\/$/, '')}${request.url}`,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '',
  };
}
