import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { DeskDeps } from '../desk/desk.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { receiveTelegram, type Received } from './receive.js';

/** Telegrams by HTTP: the body is the XML as JMA sent it. */
@Controller('api/v1/telegrams')
export class IntakeController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Post()
  @HttpCode(200)
  @Access('machine')
  async receive(@Req() request: OfficerRequest): Promise<Received | Refusal> {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) return refuse('telegram.no-body');
    return receiveTelegram(this.desk, request.body, this.desk.clock.now());
  }
}
