import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { makePaper } from '../platform/paper.js';
import { languageOf } from '../platform/problem.js';
import { tokens } from '../platform/tokens.js';
import type { CardShape, PackShape } from '../wire/card.js';
import { cardPaper } from './card-page.js';
import { cardOf, type CallOrder } from './card.js';
import type { DeskDeps } from './desk.js';
import type { OfflinePack } from './pack.js';

/** What is printed: the issue card of a version, and the pack that lies ready for the night without a hub. */
@Controller('api/v1')
export class CardsController {
  constructor(
    @Inject(tokens.desk) private readonly desk: DeskDeps,
    @Inject(tokens.callOrder) private readonly callOrder: CallOrder,
    @Inject(tokens.pack) private readonly pack: OfflinePack,
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

  @Get('cards/pack/state')
  @Access('signed-in')
  packState(): Promise<PackShape> {
    return this.pack.state();
  }

  /** Whoever may have to work without the hub may print it. */
  @Get('cards/pack')
  @Access('drafter', 'approver', 'headquarters', 'leader', 'administrator')
  async readPack(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer | Refusal> {
    const pdf = await this.pack.read();
    if (pdf === null) return refuse('pack.unknown');
    void reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename="offline-pack-${this.desk.world}.pdf"`)
      .header('cache-control', 'no-store');
    return pdf;
  }

  @Post('cards/pack')
  @HttpCode(200)
  @Access('administrator')
  makePack(): Promise<PackShape> {
    return this.pack.make();
  }
}
