import type { Channel } from '../domain/channel.js';
import type { World } from '../domain/world.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import type { Store } from '../store/store.js';

/** What the dispatcher is made of. */
export interface DispatcherOptions {
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notifier: Notifier;
  readonly world: World;
  readonly newId: () => string;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly say: Say;
  /** While somebody works on the system nothing is claimed, and what waits is held (safety R15). */
  readonly isSevered: () => boolean;
}
