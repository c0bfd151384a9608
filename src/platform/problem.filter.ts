import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../domain/refusal.js';
import type { Logger } from './logger.js';
import { languageOf, problemOf, RefusalException } from './problem.js';
import type { Say } from './sentences.js';

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
    const status = error instanceof HttpException ? error.getStatus() : problem.status;
    void http
      .getResponse<FastifyReply>()
      .code(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send({ ...problem, status });
  }

  private refusalOf(error: unknown): Refusal {
    if (error instanceof RefusalException) return error.refusal;
    if (error instanceof HttpException)
      return { refused: error.getStatus() === 404 ? 'request.no-such-route' : 'request.refused' };
    if (error instanceof Error && 'statusCode' in error) return { refused: 'request.refused' };
    this.logger.error({ err: error }, 'a bug answered a request');
    return { refused: 'request.bug' };
  }
}
