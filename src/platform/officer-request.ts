import type { FastifyRequest } from 'fastify';
import type {} from '@fastify/cookie';
import type { Officer } from '../domain/officer.js';
import { RefusalException } from './problem.js';

/** A request that passed the guard carries its officer. */
export interface OfficerRequest extends FastifyRequest {
  officer?: Officer;
}

/** The officer of a request behind a route that is not public. */
export function officerFrom(request: OfficerRequest): Officer {
  if (!request.officer) throw new RefusalException({ refused: 'session.none' });
  return request.officer;
}
