import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Callback, Channel, Form } from '../domain/channel.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { callbackOf } from '../platform/callback.js';
import { tokens } from '../platform/tokens.js';
import type { CallbackGate } from '../store/callback-gate.js';
import { twilioKeySchema } from '../wire/twilio.js';
import type { SmsDeskDeps } from './inbound-sms.js';
import { takeKey } from './phone-answer.js';
import type { RelistenLine } from './relisten-line.js';

/** The sound file with this SHA-256, or null. */
export type ReadAudio = (sha256: string) => Promise<Buffer | null>;

/** What the residents' side of the telephone is made of. */
export interface TelephoneParts extends SmsDeskDeps {
  readonly line: RelistenLine;
  readonly readAudio: ReadAudio;
}

const xml = 'text/xml; charset=utf-8';

/** Calls of residents, and keys they press; authenticated by the provider's signature, not by a session. */
@Controller('receipts/voice')
export class TelephoneController {
  constructor(
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.telephone) private readonly telephone: TelephoneParts,
    @Inject(tokens.gate) private readonly gate: CallbackGate,
    @Inject(tokens.publicUrl) private readonly publicUrl: string | null,
  ) {}

  /** Somebody calls the re-listen line. Asks no table. */
  @Header('content-type', xml)
  @Post('inbound')
  @HttpCode(200)
  @Access('public')
  inbound(@Req() request: FastifyRequest): string | Refusal {
    const form = this.read(callbackOf(request, this.publicUrl));
    return isRefusal(form) ? form : this.telephone.line.answers.menu;
  }

  /** The language was chosen, or nothing was pressed: Japanese. Asks no table. */
  @Header('content-type', xml)
  @Post('inbound/choice')
  @HttpCode(200)
  @Access('public')
  choice(@Req() request: FastifyRequest): string | Refusal {
    const form = this.read(callbackOf(request, this.publicUrl));
    if (isRefusal(form)) return form;
    const { byKey, menu } = this.telephone.line.answers;
    return byKey.get(form['Digits'] ?? '1') ?? menu;
  }

  /** A key pressed while the hub called a resident. */
  @Header('content-type', xml)
  @Post('answer')
  @HttpCode(200)
  @Access('public')
  async answer(@Req() request: FastifyRequest, @Query('delivery') delivery = ''): Promise<string | Refusal> {
    const callback = callbackOf(request, this.publicUrl);
    const form = this.read(callback);
    if (isRefusal(form)) return form;
    const key = twilioKeySchema.safeParse(form);
    if (!key.success || !/^\d{1,15}$/.test(delivery)) return refuse('request.invalid', { paths: 'Digits' });
    const { CallSid: callSid, Digits: digit } = key.data;
    const pressed = { callSid, digit, deliveryId: Number(delivery), url: callback.url };
    const answer = await takeKey(this.telephone, pressed);
    if (answer === null) return refuse('delivery.unknown');
    return this.gate.checkAgain('voice', answer.firstAt) ?? answer.body;
  }

  /** What the loudspeakers played. The name is the sound's own SHA-256: who does not know it cannot guess it. */
  @Get('audio/:name')
  @Access('public')
  async audio(@Param('name') name: string): Promise<StreamableFile | Refusal> {
    const sha256 = /^([0-9a-f]{64})\.wav$/.exec(name)?.[1];
    const sound = sha256 === undefined ? null : await this.telephone.readAudio(sha256);
    return sound === null ? refuse('audio.unknown') : new StreamableFile(sound, { type: 'audio/wav' });
  }

  private read(callback: Callback): Form | Refusal {
    const channel = this.channels.find(({ id }) => id === 'voice');
    if (!channel?.readForm) return refuse('channel.unknown');
    const form = channel.readForm(callback);
    return this.gate.check('voice', form, callback.headers['x-twilio-signature']) ?? form ?? {};
  }
}
