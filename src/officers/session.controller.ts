import { Body as FromBody, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import type { Town } from '../domain/town.js';
import type { World } from '../domain/world.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import type { Clock } from '../platform/clock.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import type { Store } from '../store/store.js';
import { passwordBody, signInBody, type OfficerShape, type SessionShape } from '../wire/session.js';
import { changePassword, officerOf, signIn, signOut, type SignedIn } from './sign-in.js';

/** Facts of the hub that a signed-out page may know. */
export interface HubFacts {
  readonly world: World;
  readonly town: Town;
  readonly cookieName: string;
}

const toShape = ({ id, login, name, roles, mustChangePassword }: SignedIn): OfficerShape => ({
  id,
  login,
  name,
  roles: [...roles],
  mustChangePassword,
});

@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(tokens.store) private readonly store: Store,
    @Inject(tokens.clock) private readonly clock: Clock,
    @Inject(tokens.facts) private readonly facts: HubFacts,
  ) {}

  @Get()
  @Access('public')
  async read(@Req() request: OfficerRequest): Promise<SessionShape> {
    const officer = await officerOf(this.store, this.clock.now(), request.cookies[this.facts.cookieName]);
    return this.shape(officer);
  }

  @Post()
  @HttpCode(200)
  @Access('public')
  async open(
    @FromBody(new Body(signInBody)) body: z.infer<typeof signInBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionShape | Refusal> {
    const session = await signIn(this.store, this.clock.now(), body.login, body.password);
    if (isRefusal(session)) return session;
    void reply.setCookie(this.facts.cookieName, session.cookie, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
    });
    return this.shape(session.officer);
  }

  @Delete()
  @Access('signed-in')
  async close(
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionShape> {
    await signOut(this.store, this.clock.now(), request.cookies[this.facts.cookieName] ?? '');
    void reply.clearCookie(this.facts.cookieName, { path: '/' });
    return this.shape(null);
  }

  @Post('password')
  @HttpCode(200)
  @Access('signed-in')
  async password(
    @FromBody(new Body(passwordBody)) body: z.infer<typeof passwordBody>,
    @Req() request: OfficerRequest,
  ): Promise<SessionShape | Refusal> {
    const cookie = request.cookies[this.facts.cookieName] ?? '';
    const result = await changePassword(this.store, this.clock.now(), request.officer?.id ?? '', {
      ...body,
      cookie,
    });
    if (isRefusal(result)) return result;
    return this.shape(await officerOf(this.store, this.clock.now(), cookie));
  }

  private shape(officer: SignedIn | null): SessionShape {
    const { world, town } = this.facts;
    return {
      world,
      town: { id: town.id, ja: town.name.ja, romaji: town.name.romaji },
      now: this.clock.now(),
      officer: officer && toShape(officer),
    };
  }
}
