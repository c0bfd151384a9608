import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Channel } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import { unlessStorage } from '../platform/storage-fault.js';
import { tokens } from '../platform/tokens.js';
import type { Store } from '../store/store.js';
import { createReceiptLots, type ReceiptLots } from './receipt-lots.js';

/** Providers' callbacks. Each is authenticated by its channel (a signature), not by a session. */
@Controller('receipts')
export class ReceiptsController {
  private readonly lots: ReceiptLots;

  constructor(
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.store) store: Store,
    @Inject(tokens.clock) clock: Clock,
    @Inject(tokens.notifier) notifier: Notifier,
    @Inject(tokens.logger) logger: Logger,
  ) {
    this.lots = createReceiptLots({
      store,
      clock,
      notifier,
      onBug: unlessStorage((error) => logger.error({ err: error }, 'a late receipt could not be written')),
    });
  }

  @Post(':channel')
  @HttpCode(204)
  @Access('public')
  async receive(@Param('channel') id: string, @Req() request: FastifyRequest): Promise<undefined | Refusal> {
    const channel = this.channels.find((one) => one.id === id);
    if (!channel?.readReceipts) return refuse('channel.unknown');
    const receipts = channel.readReceipts({
      url: `${request.protocol}://${request.host}${request.url}`,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '',
    });
    if (receipts === null) return refuse('officer.bad-signature');
    await this.lots.record(channel.id, receipts);
    return undefined;
  }
}
