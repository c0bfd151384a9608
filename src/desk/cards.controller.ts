import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { makePaper } from '../platform/paper.js';
import { languageOf } from '../platform/problem.js';
import { tokens } from '../platform/tokens.js';
import type { CardShape } from '../wire/card.js';
import { cardPaper } from './card-page.js';
import { cardOf, type CallOrder } from './card.js';
import type { DeskDeps } from './desk.js';

/** What is printed: the issue card of a version. */
@Controller('api/v1')
export class CardsController {
  constructor(
    @Inject(tokens.desk) private readonly desk: DeskDeps,
    @Inject(tokens.callOrder) private readonly callOrder: CallOrder,
  ) {}

  @Get('versions/:id/card')
  @Access('drafter', 'approver', 'headquarters', 'leader', 'administrator')
  card(
    @Param('id') id: string,
    @Headers('accept-language') language: string | undefined,
  ): Promise<CardShape | Refusal> {
    return cardOf(this.desk, this.callOrder, id, languageOf(language));
  }

  /** The paper speaks Japanese: it is read at the radio desk. */
  @Get('versions/:id/card.pdf')
  @Access('drafter', 'approver', 'headquarters', 'leader', 'administrator')
  async paper(
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | Refusal> {
    const sheet = await cardOf(this.desk, this.callOrder, id, 'ja');
    if (isRefusal(sheet)) return sheet;
    const { pdf } = await makePaper(cardPaper(sheet));
    void reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="card-${this.desk.world}-${id}.pdf"`)
      .header('cache-control', 'no-store');
    return Buffer.from(pdf);
  }
}
