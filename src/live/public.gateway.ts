import { Inject, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import { tokens } from '../platform/tokens.js';
import { bugLog } from '../platform/unavailable.js';
import type { Store } from '../store/store.js';
import type { PublicStateShape } from '../wire/live.js';
import { socketOptions } from './console.gateway.js';
import { coalesce, type Coalesced } from './coalesce.js';
import { readPublicState } from './public-state.js';
import { passOverSlow, type SlowClients } from './slow-clients.js';
import type { SocketAccess } from './socket-access.js';

/** Milliseconds between two states at least. */
const pace = 1_000;
/** Milliseconds after which it is read anyway: an alert expires without a word. */
const poll = 30_000;

/**
 * Namespace /public: `state`, complete each time, for pages without a session. It is read once for all of them, never for
 * one: any number of residents cost the database nothing.
 */
@WebSocketGateway({ namespace: '/public', ...socketOptions })
export class PublicGateway implements OnModuleInit, OnModuleDestroy {
  private clients: SlowClients | undefined;
  private last: PublicStateShape | null = null;
  private content = '';
  private timer: NodeJS.Timeout | undefined;
  private forget: () => void = () => undefined;
  private readonly changes: Coalesced;

  constructor(
    @Inject(tokens.store) private readonly store: Store,
    @Inject(tokens.clock) private readonly clock: Clock,
    @Inject(tokens.notifier) private readonly notifier: Notifier,
    @Inject(tokens.logger) logger: Logger,
    @Inject(tokens.socketAccess) private readonly access: SocketAccess,
  ) {
    this.changes = coalesce(pace, () => this.refresh(), bugLog(logger, 'a bug in the public feed'));
  }

  onModuleInit(): void {
    this.forget = this.notifier.on('changed', ({ topics }) => {
      if (topics.includes('alerts') || topics.includes('state')) this.changes.call('all');
    });
    this.timer = setInterval(() => this.changes.call('all'), poll);
  }

  afterInit(server: Namespace): void {
    const tell = (socket: Socket): void => void (this.last && socket.emit('state', this.last));
    this.clients = passOverSlow(server, tell, () => undefined);
  }

  handleConnection(socket: Socket): void {
    if (this.last) socket.emit('state', this.last);
    // The first one of all: read soon, and told to everyone who is there by then.
    else this.changes.call('all');
  }

  onModuleDestroy(): void {
    this.forget();
    clearInterval(this.timer);
    this.changes.stop();
    this.clients?.stop();
  }

  private async refresh(): Promise<void> {
    const now = this.clock.now();
    const content = await readPublicState(this.store, this.access.world, now);
    const text = JSON.stringify(content);
    if (text === this.content && this.last) return;
    this.content = text;
    this.last = { seq: (this.last?.seq ?? 0) + 1, at: now, ...content };
    this.clients?.emit('state', this.last);
  }
}
