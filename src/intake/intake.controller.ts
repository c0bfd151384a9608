import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { DeskDeps } from '../desk/desk.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import type { OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { receiveTelegram, type Received } from './receive.js';

/** The answer to a telegram that could be read. `reason`: why nothing is proposed from it (not-concerned, exercise, …). */
export type TelegramAnswer = Omit<Received, 'refused' | 'unreadable'> & { readonly reason: string | null };

/** Telegrams by HTTP: the body is the XML as JMA sent it. One that cannot be read is kept, and refused with its code. */
@Controller('api/v1/telegrams')
export class IntakeController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Post()
  @HttpCode(200)
  @Access('machine')
  async receive(@Req() request: OfficerRequest): Promise<TelegramAnswer | Refusal> {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) return refuse('telegram.no-body');
    const received = await receiveTelegram(this.desk, request.body, this.desk.clock.now());
    const { refused: reason, unreadable, ...answer } = received;
    return unreadable ?? { ...answer, reason };
  }
}
