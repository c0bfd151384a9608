import { Body as FromBody, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { factorsOf, hasFactor } from '../store/second-factor.store.js';
import { proveBody, stepUpBody, type ProvenShape, type StepUpShape } from '../wire/sign-in.js';
import { placeOf } from './passkeys.js';
import type { HubFacts } from './session.controller.js';
import type { SignInDeps } from './sign-in-deps.js';
import { askStepUp, prove, type Prover } from './step-up.js';

/** The fresh proof that it is still her, before something leaves or her sign-in is changed. */
@Controller('api/v1/step-up')
export class StepUpController {
  constructor(
    @Inject(tokens.signIn) private readonly deps: SignInDeps,
    @Inject(tokens.facts) private readonly facts: HubFacts,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('signed-in')
  async ask(
    @FromBody(new Body(stepUpBody)) bound: z.infer<typeof stepUpBody>,
    @Req() request: OfficerRequest,
  ): Promise<StepUpShape | Refusal> {
    const prover = this.proverOf(request);
    if (!hasFactor(await factorsOf(this.deps.store.read, prover.officer.id)))
      return refuse('second-factor.none');
    const place = placeOf(this.deps.consoleUrl, request);
    return (await askStepUp(this.deps, prover, place, bound)) as unknown as StepUpShape;
  }

  @Post('proof')
  @HttpCode(200)
  @Access('signed-in')
  prove(
    @FromBody(new Body(proveBody)) given: z.infer<typeof proveBody>,
    @Req() request: OfficerRequest,
  ): Promise<ProvenShape | Refusal> {
    return prove(this.deps, this.proverOf(request), placeOf(this.deps.consoleUrl, request), given);
  }

  private proverOf(request: OfficerRequest): Prover {
    return { officer: officerFrom(request), session: request.cookies[this.facts.cookieName] ?? '' };
  }
}
