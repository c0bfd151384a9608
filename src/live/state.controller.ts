import { Controller, Get, Inject, Param } from '@nestjs/common';
import { highestLevel } from '../domain/district-state.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { tokens } from '../platform/tokens.js';
import { readTroubles } from '../store/channel-trouble.store.js';
import { ordersInForce } from '../store/district-state.store.js';
import { feedSilentSince, lastTelegramAt } from '../store/feed.store.js';
import { readMaintenance } from '../store/maintenance.store.js';
import { countWaiting } from '../store/progress.store.js';
import type { StorageState, StorageWatch } from '../store/storage-watch.js';
import type { Store } from '../store/store.js';
import { findVersion } from '../store/version.store.js';
import type { ProgressShape, StateShape } from '../wire/progress.js';
import { channelBoard } from './channel-board.js';
import type { ChannelHealth } from './channel-health.js';
import { readProgressShape } from './progress.js';
import { readiness, type Readiness } from './readiness.js';

@Controller()
export class StateController {
  constructor(
    @Inject(tokens.store) private readonly store: Store,
    @Inject(tokens.health) private readonly health: ChannelHealth,
    @Inject(tokens.storage) private readonly storage: StorageWatch,
  ) {}

  @Get('api/v1/state')
  @Access('signed-in')
  async state(): Promise<StateShape> {
    const { read } = this.store;
    const orders = await ordersInForce(read);
    const byDistrict = Map.groupBy(orders, (order) => order.district);
    const waiting = new Map((await countWaiting(read)).map(({ channel, n }) => [channel, n]));
    return {
      districts: [...byDistrict].map(([code, standing]) => ({
        code,
        level: highestLevel(standing),
        orders: standing.map(({ hazard, level, kind, alertId, since }) => ({
          hazard,
          level,
          kind,
          alertId,
          since,
        })),
      })),
      maintenance: await readMaintenance(read),
      telegrams: { lastAt: await lastTelegramAt(read), silentSince: await feedSilentSince(read) },
      channels: channelBoard(this.health.read(), waiting, await readTroubles(read)),
      storage: this.storage.read(),
    };
  }

  @Get('api/v1/versions/:id/progress')
  @Access('signed-in')
  async progress(@Param('id') id: string): Promise<ProgressShape | Refusal> {
    const version = await findVersion(this.store.read, id);
    if (!version) return refuse('version.unknown');
    return readProgressShape(this.store, version, { seq: 0, at: Date.now() });
  }

  /** For the machine that watches the process. */
  @Get('health/live')
  @Access('public')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Ready means that the database answers. What is wrong with the disk is told beside it: urgent alerts may still go. */
  @Get('health/ready')
  @Access('public')
  async ready(): Promise<(Readiness & { storage: StorageState }) | Refusal> {
    const ready = await readiness(this.store);
    return ready.status === 'ok' ? { ...ready, storage: this.storage.read() } : refuse('storage.unavailable');
  }
}
