import { Controller, Get, Inject } from '@nestjs/common';
import { peopleChannels, type Channel, type ChannelId, type TextLimits } from '../domain/channel.js';
import type { World } from '../domain/world.js';
import { Access } from '../platform/access.js';
import type { Clock } from '../platform/clock.js';
import { tokens } from '../platform/tokens.js';
import { readChannelUse } from '../store/channel-use.store.js';
import { countWaiting } from '../store/progress.store.js';
import type { Store } from '../store/store.js';
import type { ChannelRoomShape } from '../wire/channels.js';
import { channelBoard } from './channel-board.js';
import type { ChannelHealth } from './channel-health.js';

interface ChannelsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly world: World;
  readonly limits: Readonly<Record<ChannelId, TextLimits>>;
}

const minute = 60_000;

/** The end of a number, the domain of a mailbox: which of our own will ring. */
const endOf = (address: string | undefined): string | null =>
  address === undefined ? null : `…${/@.+$/.exec(address)?.[0] ?? address.slice(-4)}`;

/** The channels as they stand: reach, use, rates, and whether they have what they need. */
@Controller('api/v1/channels')
export class ChannelsController {
  constructor(
    @Inject(tokens.desk) private readonly deps: ChannelsDeps,
    @Inject(tokens.health) private readonly health: ChannelHealth,
    @Inject(tokens.channels) private readonly channels: readonly Channel[],
    @Inject(tokens.testAddresses) private readonly addresses: Readonly<Partial<Record<ChannelId, string>>>,
  ) {}

  @Get()
  @Access('signed-in')
  async list(): Promise<readonly ChannelRoomShape[]> {
    const { store, clock, limits } = this.deps;
    const waiting = new Map((await countWaiting(store.read)).map(({ channel, n }) => [channel, n]));
    const use = new Map(
      (await readChannelUse(store.read, clock.now() - minute)).map((one) => [one.channel, one]),
    );
    return channelBoard(this.health.read(), waiting).map((row) => {
      const channel = this.channels.find(({ id }) => id === row.channel);
      return {
        ...row,
        lastSuccessAt: use.get(row.channel)?.lastAt ?? null,
        lastMinute: use.get(row.channel)?.taken ?? 0,
        rate: channel
          ? {
              callsPerSecond: channel.limits.callsPerSecond,
              targetsPerCall: channel.limits.targetsPerCall,
            }
          : null,
        credentials: this.credentialsOf(row.channel, channel !== undefined),
        languages: limits[row.channel].onlyIn ? [...(limits[row.channel].onlyIn ?? [])] : null,
        testAddress: channel ? endOf(this.addresses[row.channel]) : null,
      };
    });
  }

  private credentialsOf(id: ChannelId, isThere: boolean): ChannelRoomShape['credentials'] {
    if (this.deps.world === 'drill' || (peopleChannels as readonly ChannelId[]).includes(id))
      return 'not-needed';
    return isThere ? 'present' : 'missing';
  }
}
