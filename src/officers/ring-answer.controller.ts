import { Controller, Header, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Channel } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { said } from '../formats/spoken-call.js';
import { twiml, type Verb } from '../formats/twiml.js';
import { Access } from '../platform/access.js';
import { callbackOf } from '../platform/callback.js';
import { tokens } from '../platform/tokens.js';
import type { CallbackGate } from '../store/callback-gate.js';
import { twilioCallSchema, twilioKeySchema } from '../wire/twilio.js';
import { answerRing, endRing, type RingAnswerDeps } from './ring-answer.js';

/** Seconds in which a key is waited for. */
const patience = 8;

/** What an approver who was rung pressed, and how the call ended; authenticated by the provider's signature. */
@Controller('receipts/voice')
export class RingAnswerController {
  constructor(
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.desk) private readonly deps: RingAnswerDeps,
    @Inject(tokens.gate) private readonly gate: CallbackGate,
    @Inject(tokens.publicUrl) private readonly publicUrl: string | null,
  ) {}

  @Header('content-type', 'text/xml; charset=utf-8')
  @Post('ring')
  @HttpCode(200)
  @Access('public')
  async ring(@Req() request: FastifyRequest, @Query('ring') id = ''): Promise<string | Refusal> {
    const channel = this.channels.find((one) => one.id === 'voice');
    if (!channel?.readForm) return refuse('channel.unknown');
    const callback = callbackOf(request, this.publicUrl);
    const form = channel.readForm(callback);
    const refused = this.gate.check('voice', form, callback.headers['x-twilio-signature']);
    if (refused !== null) return refused;
    const key = twilioKeySchema.safeParse(form);
    if (key.success && key.data.Digits !== '1')
      return twiml([{ gather: callback.url, timeout: patience, verbs: this.words('ring.prompt') }]);
    if (key.success) return twiml([...this.words(await answerRing(this.deps, id)), { hangup: true }]);
    const told = twilioCallSchema.safeParse(form);
    if (told.success) await endRing(this.deps, id, told.data.CallStatus ?? '');
    return twiml([]);
  }

  private words(key: string): readonly Verb[] {
    return said({ language: 'ja', text: this.deps.say('ja', key) });
  }
}
