import {
  Body as FromBody,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
} from '@nestjs/common';
import type { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { RefusalException } from '../platform/problem.js';
import { sha256 } from '../platform/digest.js';
import { tokens } from '../platform/tokens.js';
import { endOtherSessions, endSession } from '../store/sign-in.store.js';
import {
  confirmTotpBody,
  newPasskeyBody,
  type AskedShape,
  type EnrolledShape,
  type MeShape,
  type TotpShape,
} from '../wire/sign-in.js';
import { deviceCookie } from './cookies.js';
import {
  addPasskey,
  askNewPasskey,
  confirmTotp,
  logOwn,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
  startTotp,
  type Self,
} from './me.js';
import { placeOf, type Place } from './passkeys.js';
import type { HubFacts } from './session.controller.js';
import type { SignInDeps } from './sign-in-deps.js';
import { viewMe } from './view-me.js';

/** An officer's own sign-in: passkeys, authenticator app, recovery codes, and where she is signed in. */
@Controller('api/v1/me')
export class MeController {
  constructor(
    @Inject(tokens.signIn) private readonly deps: SignInDeps,
    @Inject(tokens.facts) private readonly facts: HubFacts,
  ) {}

  @Get()
  @Access('signed-in')
  read(@Req() request: OfficerRequest): Promise<MeShape> {
    const place = placeOf(this.deps.consoleUrl, request);
    return viewMe(this.deps, officerFrom(request).id, this.cookie(request), place !== null);
  }

  @Post('passkeys/options')
  @HttpCode(200)
  @Access('signed-in')
  async askPasskey(@Req() request: OfficerRequest): Promise<AskedShape> {
    return (await askNewPasskey(this.deps, self(request), this.place(request))) as unknown as AskedShape;
  }

  @Post('passkeys')
  @HttpCode(200)
  @Access('signed-in')
  async addPasskey(
    @FromBody(new Body(newPasskeyBody)) body: z.infer<typeof newPasskeyBody>,
    @Req() request: OfficerRequest,
  ): Promise<EnrolledShape | Refusal> {
    return enrolled(await addPasskey(this.deps, self(request), this.place(request), body));
  }

  @Delete('passkeys/:id')
  @Access('signed-in')
  async removePasskey(@Param('id') id: string, @Req() request: OfficerRequest): Promise<MeShape | Refusal> {
    const done = await removePasskey(this.deps, self(request), id);
    return isRefusal(done) ? done : this.read(request);
  }

  @Post('totp')
  @HttpCode(200)
  @Access('signed-in')
  startTotp(@Req() request: OfficerRequest): Promise<TotpShape> {
    return startTotp(this.deps, self(request));
  }

  @Post('totp/confirm')
  @HttpCode(200)
  @Access('signed-in')
  async confirmTotp(
    @FromBody(new Body(confirmTotpBody)) { code }: z.infer<typeof confirmTotpBody>,
    @Req() request: OfficerRequest,
  ): Promise<EnrolledShape | Refusal> {
    return enrolled(await confirmTotp(this.deps, self(request), code));
  }

  @Delete('totp')
  @Access('signed-in')
  async removeTotp(@Req() request: OfficerRequest): Promise<MeShape | Refusal> {
    const done = await removeTotp(this.deps, self(request));
    return isRefusal(done) ? done : this.read(request);
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @Access('signed-in')
  async renewCodes(@Req() request: OfficerRequest): Promise<EnrolledShape | Refusal> {
    return enrolled(await renewRecoveryCodes(this.deps, self(request)));
  }

  @Delete('sessions/:id')
  @Access('signed-in')
  async endOne(@Param('id') id: string, @Req() request: OfficerRequest): Promise<MeShape | Refusal> {
    const officer = officerFrom(request);
    const now = this.deps.clock.now();
    const ended = await this.deps.store.write(async (tx) => {
      if (!(await endSession(tx, officer.id, id, now))) return refuse('signed-in.unknown');
      await logOwn(this.deps, tx, officer, 'log.session-ended', {});
      return null;
    });
    return ended ?? this.read(request);
  }

  /** All but this one, and other browsers are strangers again. */
  @Delete('sessions')
  @Access('signed-in')
  async endOthers(@Req() request: OfficerRequest): Promise<MeShape> {
    const officer = officerFrom(request);
    const device = request.cookies[deviceCookie(this.facts.cookieName)] ?? '';
    const kept = { session: sha256(this.cookie(request)), device: sha256(device) };
    await this.deps.store.write(async (tx) => {
      const count = await endOtherSessions(tx, officer.id, kept, this.deps.clock.now());
      await logOwn(this.deps, tx, officer, 'log.sessions-ended', { count });
    });
    return this.read(request);
  }

  private cookie(request: OfficerRequest): string {
    return request.cookies[this.facts.cookieName] ?? '';
  }

  private place(request: OfficerRequest): Place {
    const place = placeOf(this.deps.consoleUrl, request);
    if (place === null) throw new RefusalException({ refused: 'passkey.not-here' });
    return place;
  }
}

/** The guard put the signed-in officer there, login included. */
const self = (request: OfficerRequest): Self => officerFrom(request) as Self;

const enrolled = (codes: readonly string[] | Refusal): EnrolledShape | Refusal =>
  isRefusal(codes) ? codes : { recoveryCodes: [...codes] };
