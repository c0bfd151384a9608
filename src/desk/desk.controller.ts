import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { LogEntry } from '../domain/log-entry.js';
import { isCarried } from '../domain/channel.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { listProposals, listTelegrams, rawTelegram } from '../store/telegram.store.js';
import { reasonBody, type ProposalShape, type TelegramShape } from '../wire/alert.js';
import { newLogEntryBody } from '../wire/log.js';
import type { KindShape } from '../wire/message.js';
import { present, type DeskDeps } from './desk.js';
import { addLogEntry } from './log-entry.js';
import { dismissProposal } from './telegram.js';

/** What lies on the duty officer's desk: the town, its kinds, telegrams, proposals, and her entries in the log. */
@Controller('api/v1')
export class DeskController {
  constructor(
    @Inject(tokens.desk) private readonly desk: DeskDeps,
    @Inject(tokens.boundary) private readonly boundary: unknown,
  ) {}

  @Get('town')
  @Access('signed-in')
  town() {
    const { proposals: _rules, population: _weights, manualPosts: _posts, ...rest } = this.desk.town;
    const { radioDesk: _steps, duties: _duties, ...town } = rest;
    return { ...town, spoken: this.desk.speech?.languages ?? [], boundary: this.boundary };
  }

  @Get('kinds')
  @Access('signed-in')
  kinds(): readonly KindShape[] {
    return Object.values(this.desk.phrasebook.kinds).map(
      ({ kind, group, level, urgency, persons, effects, siren, lifetimeMinutes, channels, slots }) => ({
        kind,
        group,
        level,
        urgency,
        persons,
        effects,
        siren,
        lifetimeMinutes,
        channels: channels.filter(isCarried),
        slots: Object.fromEntries(
          Object.entries(slots).filter(([, { origin }]) => origin !== 'derived'),
        ) as KindShape['slots'],
      }),
    );
  }

  @Get('telegrams')
  @Access('signed-in')
  telegrams(): Promise<readonly TelegramShape[]> {
    return listTelegrams(this.desk.store.read);
  }

  /** What came, as it came: text that no browser runs or guesses about, and that no store of one keeps. */
  @Get('telegrams/:id/raw')
  @Access('signed-in')
  async raw(
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | Refusal> {
    const bytes = await rawTelegram(this.desk.store.read, id);
    if (bytes === null) return refuse('telegram.unknown');
    if (bytes.length === 0) return refuse('telegram.raw-erased');
    void reply.headers({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `inline; filename="todoku-${this.desk.world}-telegram-${id}.xml"`,
      'cache-control': 'private, no-store',
    });
    return bytes;
  }

  @Get('proposals')
  @Access('signed-in')
  proposals(): Promise<readonly ProposalShape[]> {
    return listProposals(this.desk.store.read);
  }

  @Post('proposals/:id/dismiss')
  @HttpCode(200)
  @Access('drafter')
  async dismiss(
    @Param('id') id: string,
    @FromBody(new Body(reasonBody)) body: z.infer<typeof reasonBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    const result = await dismissProposal(
      this.desk,
      present(this.desk, officerFrom(request)),
      id,
      body.reason,
    );
    return isRefusal(result) ? result : { id: result };
  }

  @Post('log')
  @Access('drafter', 'approver', 'headquarters', 'leader')
  log(
    @FromBody(new Body(newLogEntryBody)) body: z.infer<typeof newLogEntryBody>,
    @Req() request: OfficerRequest,
  ): Promise<LogEntry | Refusal> {
    return addLogEntry(this.desk, present(this.desk, officerFrom(request)), body);
  }
}
