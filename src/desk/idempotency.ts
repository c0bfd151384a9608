import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { isRefusal } from '../domain/refusal.js';
import type { Clock } from '../platform/clock.js';
import { digestOf } from '../platform/digest.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { RefusalException } from '../platform/problem.js';
import { StorageFault } from '../platform/storage-fault.js';
import { AnswerRow } from '../store/entities/officer.entity.js';
import type { Store } from '../store/store.js';

/** Passwords, codes and tickets: neither a hash of what was asked nor what was answered is kept. */
const secret = /^\/api\/v1\/(session|me|step-up)(?=[/?]|$)/;

/** Enough for the hour that a disk is full; without one a repeat meets the state that the command left. */
const unwrittenLimit = 1000;

/**
 * Idempotency-Key: the same key and body get the same answer, also when both arrive at once (a double click); another
 * body under a used key is refused (invariant IdempotentApi). Refusals are not kept: what was refused may be tried again.
 */
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly underWay = new Map<string, Promise<unknown>>();
  /** Answers that the disk did not take; a restart forgets them, and the command's own state refuses the repeat. */
  private readonly unwritten = new Map<string, AnswerRow>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<OfficerRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string' || !request.officer) return next.handle();
    if (secret.test(request.url)) return next.handle();
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
    const place = `${officerId} ${key}`;
    const known =
      this.unwritten.get(place) ?? (await this.store.read.rows.findOneBy(AnswerRow, { key, officerId }));
    if (known && known.bodyHash !== asked.bodyHash)
      throw new RefusalException({ refused: 'idempotency.other-body' });
    if (known) {
      void reply.code(known.status);
      return JSON.parse(known.answer);
    }
    const answer: unknown = await lastValueFrom(next.handle());
    // What no browser may store is not stored here either: an export of addresses.
    if (isRefusal(answer) || reply.getHeader('cache-control') === 'no-store') return answer;
    const row = {
      ...asked,
      status: reply.statusCode,
      answer: JSON.stringify(answer),
      at: this.clock.now(),
    };
    await this.keep(place, row);
    return answer;
  }

  /** What was done is done: a full disk must not turn "issued" into a refusal. */
  private async keep(place: string, row: AnswerRow): Promise<void> {
    try {
      await this.store.write(({ rows }) => rows.insert(AnswerRow, row), 'needed');
    } catch (error) {
      if (!(error instanceof StorageFault)) throw error;
      if (this.unwritten.size >= unwrittenLimit) this.unwritten.clear();
      this.unwritten.set(place, row);
    }
  }
}
