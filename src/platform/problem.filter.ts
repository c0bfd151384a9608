import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../domain/refusal.js';
import type { Logger } from './logger.js';
import { languageOf, problemOf, RefusalException } from './problem.js';
import type { Say } from './sentences.js';
import { StorageFault } from './storage-fault.js';
import { isUnavailable } from './unavailable.js';

/** The HTTP status that Nest or Fastify gave an error of the edge; null for anything else. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : null;
}

/** The one filter: refusals of the edges become problem+json; anything else is a bug, logged and answered as 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly say: Say,
    private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(
      this.say,
      languageOf(request.headers['accept-language']),
      this.refusalOf(error),
    );
    const status = problem.code === 'request.refused' ? (statusOf(error) ?? problem.status) : problem.status;
    void http
      .getResponse<FastifyReply>()
      .code(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send({ ...problem, status });
  }

  private refusalOf(error: unknown): Refusal {
    if (error instanceof RefusalException) return error.refusal;
    if (error instanceof StorageFault) return error.refusal;
    // Whoever needs the database to do its work has logged it.
    if (isUnavailable(error)) return { refused: 'storage.unavailable' };
    const status = statusOf(error);
    if (status === 404) return { refused: 'request.no-such-route' };
    if (status === 413) return { refused: 'request.too-large' };
    if (status !== null && status < 500) return { refused: 'request.refused' };
    this.logger.error({ err: error }, 'a bug answered a request');
    return { refused: 'request.bug' };
  }
}
