import { Body as FromBody, Controller, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import type { Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { handOverBody, takeWatchBody, type WatchShape } from '../wire/watch.js';
import { handOver, takeWatch, viewWatch, type WatchDeps } from './watch.js';

/** Who has duty, and what one hands over to the next (交代). */
@Controller('api/v1/watch')
export class WatchController {
  constructor(@Inject(tokens.desk) private readonly deps: WatchDeps) {}

  @Get()
  @Access('drafter', 'approver', 'headquarters', 'leader', 'administrator')
  read(@Req() request: OfficerRequest): Promise<WatchShape> {
    return viewWatch(this.deps, officerFrom(request));
  }

  @Post('take')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  take(
    @FromBody(new Body(takeWatchBody)) _body: z.infer<typeof takeWatchBody>,
    @Req() request: OfficerRequest,
  ): Promise<WatchShape | Refusal> {
    return takeWatch(this.deps, officerFrom(request));
  }

  @Post('hand-over')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  handOver(
    @FromBody(new Body(handOverBody)) body: z.infer<typeof handOverBody>,
    @Req() request: OfficerRequest,
  ): Promise<WatchShape | Refusal> {
    return handOver(this.deps, officerFrom(request), body);
  }
}
