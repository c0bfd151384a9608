import { Body as FromBody, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Town } from '../domain/town.js';
import type { World } from '../domain/world.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { passwordBody, signInBody, type OfficerShape, type SessionShape } from '../wire/session.js';
import { askPasskeyBody, codeBody, passkeyBody, type AskedShape } from '../wire/sign-in.js';
import { cookieRules, deviceCookie, deviceCookieAge } from './cookies.js';
import type { Opened } from './open-session.js';
import { askPasskey, signInByPasskey } from './passkey-sign-in.js';
import { placeOf } from './passkeys.js';
import { signInByCode } from './second-factor.js';
import { lifeOf } from './session-life.js';
import type { Caller, SignInDeps } from './sign-in-deps.js';
import { changePassword, officerOf, signIn, signOut, type SecondStep, type SignedIn } from './sign-in.js';

/** Facts of the hub that a signed-out page may know. */
export interface HubFacts {
  readonly world: World;
  readonly town: Town;
  readonly cookieName: string;
  /** Reached over TLS, its own or a proxy's. */
  readonly secure: boolean;
  /** Where the other world's console is; null where nobody said. */
  readonly otherWorldUrl: string | null;
}

const toShape = ({ id, login, name, roles, mustChangePassword, mustEnrol }: SignedIn): OfficerShape => ({
  id,
  login,
  name,
  roles: [...roles],
  mustChangePassword,
  mustEnrol,
});

@Controller('api/v1/session')
export class SessionController {
  constructor(
    @Inject(tokens.signIn) private readonly deps: SignInDeps,
    @Inject(tokens.facts) private readonly facts: HubFacts,
  ) {}

  @Get()
  @Access('public')
  async read(@Req() request: OfficerRequest): Promise<SessionShape> {
    return this.standing(request, request.cookies[this.facts.cookieName]);
  }

  @Post()
  @HttpCode(200)
  @Access('public')
  async open(
    @FromBody(new Body(signInBody)) body: z.infer<typeof signInBody>,
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionShape | Refusal> {
    const result = await signIn(this.deps, this.caller(request), body.login, body.password);
    return 'ticket' in result ? this.ask(request, result) : this.enter(request, reply, result);
  }

  /** The second step after a right password: a code of the authenticator app, or a recovery code. */
  @Post('code')
  @HttpCode(200)
  @Access('public')
  async code(
    @FromBody(new Body(codeBody)) body: z.infer<typeof codeBody>,
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionShape | Refusal> {
    return this.enter(request, reply, await signInByCode(this.deps, this.caller(request), body));
  }

  @Post('passkey/options')
  @HttpCode(200)
  @Access('public')
  async askPasskey(
    @FromBody(new Body(askPasskeyBody)) { ticket }: z.infer<typeof askPasskeyBody>,
    @Req() request: OfficerRequest,
  ): Promise<AskedShape | Refusal> {
    const place = placeOf(this.deps.consoleUrl, request);
    if (place === null) return refuse('passkey.not-here');
    const asked = await askPasskey(this.deps, this.caller(request), place, ticket);
    return asked as unknown as AskedShape | Refusal;
  }

  /** A passkey alone, or as the second step. */
  @Post('passkey')
  @HttpCode(200)
  @Access('public')
  async passkey(
    @FromBody(new Body(passkeyBody)) body: z.infer<typeof passkeyBody>,
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionShape | Refusal> {
    const place = placeOf(this.deps.consoleUrl, request);
    if (place === null) return refuse('passkey.not-here');
    return this.enter(request, reply, await signInByPasskey(this.deps, this.caller(request), place, body));
  }

  @Delete()
  @Access('signed-in')
  async close(
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionShape> {
    const { cookieName, secure } = this.facts;
    await signOut(this.deps.store, this.deps.clock.now(), request.cookies[cookieName] ?? '');
    void reply.clearCookie(cookieName, cookieRules(secure));
    return this.shape(request, null);
  }

  @Post('password')
  @HttpCode(200)
  @Access('signed-in')
  async password(
    @FromBody(new Body(passwordBody)) body: z.infer<typeof passwordBody>,
    @Req() request: OfficerRequest,
  ): Promise<SessionShape | Refusal> {
    const { device } = this.caller(request);
    const cookie = request.cookies[this.facts.cookieName] ?? '';
    const result = await changePassword(this.deps, request.officer?.id ?? '', { ...body, cookie, device });
    return isRefusal(result) ? result : this.read(request);
  }

  private caller(request: OfficerRequest): Caller {
    return {
      address: request.ip,
      agent: request.headers['user-agent'] ?? '',
      device: request.cookies[deviceCookie(this.facts.cookieName)],
      replaces: request.cookies[this.facts.cookieName],
    };
  }

  /** The cookies of a new session, and whose it is. */
  private async enter(
    request: OfficerRequest,
    reply: FastifyReply,
    result: Opened | Refusal,
  ): Promise<SessionShape | Refusal> {
    if (isRefusal(result)) return result;
    const { cookieName, secure } = this.facts;
    const rules = cookieRules(secure);
    void reply.setCookie(cookieName, result.cookie, rules);
    void reply.setCookie(deviceCookie(cookieName), result.device, { ...rules, maxAge: deviceCookieAge });
    return this.standing(request, result.cookie);
  }

  /** Who is signed in by a cookie, and how long yet; or how long ago that ended. */
  private async standing(request: OfficerRequest, cookie: string | undefined): Promise<SessionShape> {
    const officer = await officerOf(this.deps, cookie);
    return { ...this.shape(request, officer), ...(await lifeOf(this.deps, cookie)) };
  }

  private ask(request: OfficerRequest, { ticket, expiresAt, factors }: SecondStep): SessionShape {
    const { totp, passkeys, recoveryCodes } = factors;
    return {
      ...this.shape(request, null),
      second: { ticket, expiresAt, totp, passkey: passkeys > 0, recoveryCodes },
    };
  }

  private shape(request: OfficerRequest, officer: SignedIn | null): SessionShape {
    const { world, town, otherWorldUrl } = this.facts;
    return {
      world,
      town: { id: town.id, ja: town.name.ja, romaji: town.name.romaji },
      otherWorldUrl,
      passkeysHere: placeOf(this.deps.consoleUrl, request) !== null,
      now: this.deps.clock.now(),
      officer: officer && toShape(officer),
    };
  }
}
