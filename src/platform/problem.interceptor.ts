import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { isRefusal } from '../domain/refusal.js';
import { languageOf, problemOf } from './problem.js';
import type { Say } from './sentences.js';

/** Turns a refusal that a command returned into problem+json. */
export class ProblemInterceptor implements NestInterceptor {
  constructor(private readonly say: Say) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const language = languageOf(http.getRequest<FastifyRequest>().headers['accept-language']);
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!isRefusal(answer)) return answer;
        const problem = problemOf(this.say, language, answer);
        void http
          .getResponse<FastifyReply>()
          .code(problem.status)
          .header('content-type', 'application/problem+json; charset=utf-8');
        return problem;
      }),
    );
  }
}
