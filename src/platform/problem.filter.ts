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

/** A body that claims to be JSON and isn't: Fastify's error, which Nest wraps. */
function isTornJson(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return /^FST_ERR_CTP_(INVALID|EMPTY)_JSON/.test(String(cause?.code));
}

/** The one filter: refusals of the edges become problem+json; anything else is a bug, logged and answered as 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly say: Say,
    private readonly logger: Logger,
    /** The methods that a URL's path answers. */
    private readonly methodsAt: (url: string) => readonly string[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what Fastify refuses before Nest hears of it: an address that cannot be read, or is too long. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const methods = this.methodsAt(request.url);
    const refusal = this.refusalOf(error, methods);
    const problem = problemOf(this.say, languageOf(request.headers['accept-language']), refusal);
    const status = problem.code === 'request.refused' ? (statusOf(error) ?? problem.status) : problem.status;
    if (problem.code === 'request.wrong-method') void reply.header('allow', methods.join(', '));
    // Serialized here: a reply that no route made has no serializer of Nest's.
    void reply
      .code(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify({ ...problem, status }));
  }

  private refusalOf(error: unknown, methods: readonly string[]): Refusal {
    if (error instanceof RefusalException) return error.refusal;
    if (error instanceof StorageFault) return error.refusal;
    // Whoever needs the database to do its work has logged it.
    if (isUnavailable(error)) return { refused: 'storage.unavailable' };
    const status = statusOf(error);
    if (status === 404 && methods.length > 0)
      return { refused: 'request.wrong-method', vars: { methods: methods.join(', ') } };
    if (status === 404) return { refused: 'request.no-such-route' };
    if (status === 413) return { refused: 'request.too-large' };
    if (status === 415) return { refused: 'request.wrong-type' };
    if (isTornJson(error)) return { refused: 'request.unreadable' };
    if (status !== null && status < 500) return { refused: 'request.refused' };
    this.logger.error({ err: error }, 'a bug answered a request');
    return { refused: 'request.bug' };
  }
}
