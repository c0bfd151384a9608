import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { timingSafeEqual } from 'node:crypto';
import { passes, rolesOf, takesToken, type AccessRule } from '../domain/authorization.js';
import { accessKey } from '../platform/access.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { RefusalException } from '../platform/problem.js';
import type { SignInDeps } from './sign-in-deps.js';
import { officerOf, type SignedIn } from './sign-in.js';

export interface GuardOptions {
  readonly signIn: SignInDeps;
  readonly reflector: Reflector;
  readonly cookieName: string;
  /** What a machine that forwards telegrams presents as its bearer token. */
  readonly intakeToken: string;
}

/** The global guard: a route without `@Access` is refused, a change without the console's own header too (CSRF). */
export class AccessGuard implements CanActivate {
  constructor(private readonly options: GuardOptions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const { reflector, signIn, cookieName } = this.options;
    const rule = reflector.getAllAndOverride<AccessRule | undefined>(accessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<OfficerRequest>();
    if (rule === undefined) throw new RefusalException({ refused: 'officer.no-access-rule' });
    if (takesToken(rule) && request.headers.authorization !== undefined) {
      if (this.presentsIntakeToken(request)) return true;
      throw new RefusalException({ refused: 'session.bad-token' });
    }
    if (request.method !== 'GET' && request.headers['x-todoku-request'] !== '1' && rule !== 'public')
      throw new RefusalException({ refused: 'officer.foreign-request' });
    const officer = await officerOf(signIn, request.cookies[cookieName]);
    if (officer) request.officer = officer;
    if (rule === 'public') return true;
    if (!officer) throw new RefusalException({ refused: 'session.none' });
    const first = firstThing(officer, request.url);
    if (first !== null) throw new RefusalException({ refused: first });
    if (!passes(rule, officer.roles))
      throw new RefusalException({
        refused: 'officer.lacks-role',
        vars: { roles: rolesOf(rule).join(', ') },
      });
    return true;
  }

  private presentsIntakeToken(request: OfficerRequest): boolean {
    const given = Buffer.from(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
    const wanted = Buffer.from(this.options.intakeToken);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}

/** What has to be done before this address opens: an own password, then a second factor where one is required. */
function firstThing({ mustChangePassword, mustEnrol }: SignedIn, url: string): string | null {
  if (/^\/api\/v1\/session(?=[/?]|$)/.test(url)) return null;
  if (mustChangePassword) return 'officer.password-first';
  return mustEnrol && !/^\/api\/v1\/me(?=[/?]|$)/.test(url) ? 'officer.second-factor-first' : null;
}
