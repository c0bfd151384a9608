import { Controller, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Channel } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { callbackOf } from '../platform/callback.js';
import { tokens } from '../platform/tokens.js';
import type { CallbackGate } from '../store/callback-gate.js';
import { twilioInboundSchema } from '../wire/twilio.js';
import { receiveSms, type SmsDeskDeps } from './inbound-sms.js';

/** What residents send to our number; authenticated by the provider's signature, not by a session. */
@Controller('receipts')
export class InboundSmsController {
  constructor(
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.telephone) private readonly telephone: SmsDeskDeps,
    @Inject(tokens.gate) private readonly gate: CallbackGate,
    @Inject(tokens.publicUrl) private readonly publicUrl: string | null,
  ) {}

  @Header('content-type', 'text/xml; charset=utf-8')
  @Post('sms/inbound')
  @HttpCode(200)
  @Access('public')
  async receive(@Req() request: FastifyRequest): Promise<string | Refusal> {
    const channel = this.channels.find(({ id }) => id === 'sms');
    if (!channel?.readForm) return refuse('channel.unknown');
    const callback = callbackOf(request, this.publicUrl);
    const form = channel.readForm(callback);
    const refused = this.gate.check('sms', form, callback.headers['x-twilio-signature']);
    if (refused !== null) return refused;
    const sms = twilioInboundSchema.safeParse(form);
    if (!sms.success) return refuse('request.invalid', { paths: 'MessageSid, From' });
    const { MessageSid: sid, From: from, Body: body } = sms.data;
    const answer = await receiveSms(this.telephone, { sid, from, body });
    return this.gate.checkAgain('sms', answer.firstAt) ?? answer.body;
  }
}
