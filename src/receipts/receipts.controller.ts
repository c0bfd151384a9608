import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Channel, ChannelId } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { callbackOf } from '../platform/callback.js';
import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import { tokens } from '../platform/tokens.js';
import type { CallbackGate } from '../store/callback-gate.js';
import type { Store } from '../store/store.js';
import { mailSignatureHeader } from '../wire/mail.js';
import { createReceiptLots, type ReceiptLots } from './receipt-lots.js';

/** The header whose signature the channel checked: by it a callback is known when it comes again. */
const signedIn = (channel: ChannelId): string =>
  channel === 'mail' ? mailSignatureHeader : 'x-twilio-signature';

/** Providers' callbacks. Each is authenticated by its channel (a signature), not by a session. */
@Controller('receipts')
export class ReceiptsController {
  private readonly lots: ReceiptLots;

  constructor(
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.store) store: Store,
    @Inject(tokens.clock) clock: Clock,
    @Inject(tokens.notifier) notifier: Notifier,
    @Inject(tokens.gate) private readonly gate: CallbackGate,
    @Inject(tokens.publicUrl) private readonly publicUrl: string | null,
  ) {
    this.lots = createReceiptLots({ store, clock, notifier });
  }

  @Post(':channel')
  @HttpCode(204)
  @Access('public')
  async receive(@Param('channel') id: string, @Req() request: FastifyRequest): Promise<undefined | Refusal> {
    const channel = this.channels.find((one) => one.id === id);
    if (!channel?.readReceipts) return refuse('channel.unknown');
    const callback = callbackOf(request, this.publicUrl);
    const receipts = channel.readReceipts(callback);
    const refused = this.gate.check(channel.id, receipts, callback.headers[signedIn(channel.id)]);
    if (refused !== null) return refused;
    await this.lots.record(channel.id, receipts ?? []);
    return undefined;
  }
}
