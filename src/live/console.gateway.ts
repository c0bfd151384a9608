import { Inject, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import type { Clock } from '../platform/clock.js';
import { newId } from '../platform/id.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import { tokens } from '../platform/tokens.js';
import { bugLog } from '../platform/unavailable.js';
import type { Store } from '../store/store.js';
import { findVersion } from '../store/version.store.js';
import { beatEvery, sinceShape } from '../wire/live.js';
import type { Topic } from '../wire/progress.js';
import { carryAcross } from './across.js';
import { createFeed } from './feed.js';
import { coalesce, type Coalesced } from './coalesce.js';
import { readProgressShape } from './progress.js';
import { passOverSlow, type SlowClients } from './slow-clients.js';
import { guardHandshake, watchSessions, type SocketAccess } from './socket-access.js';

/** Milliseconds between two progress events of one version: at most four a second. */
const pace = 250;
/** Consoles send nothing but their handshake. */
export const socketOptions = { perMessageDeflate: false, maxHttpBufferSize: 16 * 1024 } as const;

/** Namespace /console: `hello`, `missed`, `beat`, `progress`, `changed`. A socket without a session is refused at the handshake. */
@WebSocketGateway({ namespace: '/console', ...socketOptions })
export class ConsoleGateway implements OnModuleInit, OnModuleDestroy {
  private readonly feed = createFeed(newId());
  private clients: SlowClients | undefined;
  private readonly topics = new Set<Topic>();
  private readonly forget: (() => void)[] = [];
  private readonly progress: Coalesced;
  private readonly changes: Coalesced;
  private readonly onBug: (error: unknown) => void;

  constructor(
    @Inject(tokens.store) private readonly store: Store,
    @Inject(tokens.clock) private readonly clock: Clock,
    @Inject(tokens.notifier) private readonly notifier: Notifier,
    @Inject(tokens.logger) logger: Logger,
    @Inject(tokens.socketAccess) private readonly access: SocketAccess,
  ) {
    this.onBug = bugLog(logger, 'a bug in the live feed');
    this.progress = coalesce(pace, (versionId) => this.sendProgress(versionId), this.onBug);
    this.changes = coalesce(pace, () => this.sendChanges(), this.onBug);
  }

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
    guardHandshake(server, this.access);
    const clients = passOverSlow(
      server,
      (socket) => this.tellMissed(socket, (socket.data as { since?: unknown }).since),
      (socket) => void ((socket.data as { since?: unknown }).since = this.feed.last()),
    );
    this.clients = clients;
    // Not socket.io's own pings: those would be each page's of the namespace /public too, and be answered.
    const beat = setInterval(() => clients.emit('beat', { at: this.clock.now() }), beatEvery);
    this.forget.push(() => clearInterval(beat));
    this.forget.push(watchSessions(server, this.access, this.onBug), () => clients.stop());
    if (this.access.across) this.forget.push(carryAcross(server, this.notifier, this.onBug));
  }

  handleConnection(socket: Socket): void {
    const { run } = this.feed;
    socket.emit('hello', { now: this.clock.now(), world: this.access.world, run, seq: this.feed.seq() });
    const { since } = socket.handshake.auth as { since?: unknown };
    if (since !== undefined) this.tellMissed(socket, since);
  }

  onModuleDestroy(): void {
    for (const forget of this.forget) forget();
    this.progress.stop();
    this.changes.stop();
  }

  /** What came after `since`; a word that we do not understand is answered with "fetch everything". */
  private tellMissed(socket: Socket, since: unknown): void {
    const asked = sinceShape.safeParse(since);
    const from = asked.success ? asked.data : { run: '', seq: 0 };
    socket.emit('missed', this.feed.missedSince(from, this.clock.now()));
  }

  private async sendProgress(versionId: string): Promise<void> {
    const version = await findVersion(this.store.read, versionId);
    if (!version) return;
    const stamp = { seq: 0, at: this.clock.now() };
    const shape = await readProgressShape(this.store, version, stamp);
    // Numbered when it leaves, and not before it was read: numbers go out in their order.
    this.clients?.emit('progress', this.feed.progress(shape));
  }

  private sendChanges(): Promise<void> {
    const topics = [...this.topics];
    this.topics.clear();
    this.clients?.emit('changed', this.feed.changed(topics, this.clock.now()));
    return Promise.resolve();
  }
}
