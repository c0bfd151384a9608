import { Inject, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import type { World } from '../domain/world.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import { tokens } from '../platform/tokens.js';
import type { Store } from '../store/store.js';
import { findVersion } from '../store/version.store.js';
import type { Topic } from '../wire/progress.js';
import { carryAcross } from './across.js';
import { coalesce, readProgressShape } from './progress.js';

/** Who a socket's cookie belongs to; handed in, because sessions are the officers' business. */
export interface SocketAccess {
  readonly world: World;
  /** Other processes on the database have consoles too, or do what this one's should see. */
  readonly across: boolean;
  signedIn(cookieHeader: string | undefined): Promise<boolean>;
}

/** Milliseconds between two progress events of one version: at most four a second. */
const pace = 250;

/** Namespace /console: `hello`, `progress`, `changed`. A socket without a session is refused at the handshake. */
@WebSocketGateway({ namespace: '/console', perMessageDeflate: false })
export class ConsoleGateway implements OnModuleInit, OnModuleDestroy {
  @WebSocketServer() private readonly server!: Namespace;
  private seq = 0;
  private readonly topics = new Set<Topic>();
  private readonly forget: (() => void)[] = [];
  private readonly progress = coalesce(
    pace,
    (versionId) => this.sendProgress(versionId),
    (error) => this.bug(error),
  );
  private readonly changes = coalesce(
    pace,
    () => this.sendChanges(),
    (error) => this.bug(error),
  );

  constructor(
    @Inject(tokens.store) private readonly store: Store,
    @Inject(tokens.clock) private readonly clock: Clock,
    @Inject(tokens.notifier) private readonly notifier: Notifier,
    @Inject(tokens.logger) private readonly logger: Logger,
    @Inject(tokens.socketAccess) private readonly access: SocketAccess,
  ) {}

  onModuleInit(): void {
    this.forget.push(
      this.notifier.on('progress', ({ versionId }) => this.progress.call(versionId)),
      this.notifier.on('changed', ({ topics }) => {
        for (const topic of topics) this.topics.add(topic as Topic);
        this.changes.call('all');
      }),
    );
  }

  afterInit(server: Namespace): void {
    server.use((socket, next) => {
      this.access
        .signedIn(socket.handshake.headers.cookie)
        .then((yes) => next(yes ? undefined : new Error('session.none')))
        .catch((error: Error) => next(error));
    });
    if (this.access.across) this.forget.push(carryAcross(server, this.notifier, (error) => this.bug(error)));
  }

  handleConnection(socket: Socket): void {
    socket.emit('hello', { now: this.clock.now(), world: this.access.world, seq: this.seq });
  }

  onModuleDestroy(): void {
    for (const forget of this.forget) forget();
    this.progress.stop();
    this.changes.stop();
  }

  private async sendProgress(versionId: string): Promise<void> {
    const version = await findVersion(this.store.read, versionId);
    if (!version) return;
    const stamp = { seq: ++this.seq, at: this.clock.now() };
    this.server.local.emit(
      'progress',
      await readProgressShape(this.store, versionId, version.alertId, stamp),
    );
  }

  private sendChanges(): Promise<void> {
    const topics = [...this.topics];
    this.topics.clear();
    this.server.local.emit('changed', { topics, seq: ++this.seq, at: this.clock.now() });
    return Promise.resolve();
  }

  private bug(error: unknown): void {
    this.logger.error({ err: error }, 'a bug in the live feed');
  }
}
