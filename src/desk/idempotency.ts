import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { isRefusal } from '../domain/refusal.js';
import type { Clock } from '../platform/clock.js';
import { digestOf } from '../platform/digest.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { RefusalException } from '../platform/problem.js';
import { AnswerRow } from '../store/entities/officer.entity.js';
import type { Store } from '../store/store.js';

/**
 * Idempotency-Key: the same key and body get the same answer, also when both arrive at once (a double click); another
 * body under a used key is refused (invariant IdempotentApi). Refusals are not kept: what was refused may be tried again.
 */
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<OfficerRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string' || !request.officer) return next.handle();
    const asked = {
      key,
      officerId: request.officer.id,
      bodyHash: digestOf([request.url, request.body ?? null]),
    };
    const place = `${asked.officerId} ${key}`;
    const before = this.underWay.get(place) ?? Promise.resolve();
    const answer = before.then(() => this.answer(asked, http.getResponse<FastifyReply>(), next));
    const settled = answer.catch(() => undefined);
    this.underWay.set(place, settled);
    void settled.then(() => this.underWay.get(place) === settled && this.underWay.delete(place));
    return from(answer);
  }

  private async answer(
    asked: Pick<AnswerRow, 'key' | 'officerId' | 'bodyHash'>,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const { key, officerId } = asked;
    const known = await this.store.read.rows.findOneBy(AnswerRow, { key, officerId });
    if (known && known.bodyHash !== asked.bodyHash)
      throw new RefusalException({ refused: 'idempotency.other-body' });
    if (known) {
      void reply.code(known.status);
      return JSON.parse(known.answer);
    }
    const answer: unknown = await lastValueFrom(next.handle());
    if (!isRefusal(answer))
      await this.store.write(({ rows }) =>
        rows.insert(AnswerRow, {
          ...asked,
          status: reply.statusCode,
          answer: JSON.stringify(answer),
          at: this.clock.now(),
        }),
      );
    return answer;
  }
}
