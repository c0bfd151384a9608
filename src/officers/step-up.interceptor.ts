import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { isRefusal } from '../domain/refusal.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { RefusalException } from '../platform/problem.js';
import { factorsOf, hasFactor } from '../store/second-factor.store.js';
import type { SignInDeps } from './sign-in-deps.js';
import { stepUpRoutes } from './step-up-routes.js';
import { returnProof, useProof, type Bound, type Prover } from './step-up.js';

/** The header in which the token of a proven step-up comes. */
const header = 'x-todoku-proof';

/**
 * Lets a route of the table through with a fresh proof only, where the officer has a second factor. The refusal says what
 * the proof must be bound to, so that whoever asks can prove it and ask again; nothing was done in between.
 */
export class StepUpInterceptor implements NestInterceptor {
  constructor(
    private readonly deps: SignInDeps,
    private readonly cookieName: string,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<OfficerRequest>();
    const route = stepUpRoutes[`${request.method} ${request.routeOptions?.url ?? ''}`];
    return route === undefined ? next.handle() : from(this.proven(request, route, next));
  }

  private async proven(
    request: OfficerRequest,
    route: (typeof stepUpRoutes)[string],
    next: CallHandler,
  ): Promise<unknown> {
    const { store } = this.deps;
    const officer = officerFrom(request);
    const run = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    if (!hasFactor(await factorsOf(store.read, officer.id))) return run();
    const subject = await route.subject(store.read, {
      params: request.params as Record<string, string>,
      path: request.url,
      body: request.body,
    });
    if (subject === null) return run();
    const prover = { officer, session: request.cookies[this.cookieName] ?? '' };
    return this.once(request, prover, { act: route.act, subject }, run);
  }

  /** The proof is used up by what it was given for, and by nothing else. */
  private async once(
    request: OfficerRequest,
    prover: Prover,
    bound: Bound,
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    const token = request.headers[header];
    if (typeof token !== 'string' || !(await useProof(this.deps, prover, token, bound)))
      throw new RefusalException({ refused: 'officer.step-up', vars: { ...bound } });
    let done: unknown;
    try {
      done = await run();
    } catch (error) {
      await returnProof(this.deps, token);
      throw error;
    }
    if (isRefusal(done)) await returnProof(this.deps, token);
    return done;
  }
}
