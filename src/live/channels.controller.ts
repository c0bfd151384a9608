import { Controller, Get, Inject, Param } from '@nestjs/common';
import { isCarriedByPeople, type Channel, type ChannelId, type TextLimits } from '../domain/channel.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Town } from '../domain/town.js';
import type { World } from '../domain/world.js';
import { Access } from '../platform/access.js';
import type { Clock } from '../platform/clock.js';
import { tokens } from '../platform/tokens.js';
import { readTroubles } from '../store/channel-trouble.store.js';
import { readChannelUse } from '../store/channel-use.store.js';
import { countWaiting } from '../store/progress.store.js';
import type { Store } from '../store/store.js';
import type { ChannelRoomShape, StationShape } from '../wire/channels.js';
import { channelBoard } from './channel-board.js';
import type { ChannelHealth } from './channel-health.js';
import { stationBoard } from './station-board.js';

interface ChannelsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly world: World;
  readonly town: Town;
  readonly limits: Readonly<Record<ChannelId, TextLimits>>;
}

const minute = 60_000;
/** Milliseconds that a far end has to answer for its stations. */
const patience = 5000;

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
    const { store, clock } = this.deps;
    const waiting = new Map((await countWaiting(store.read)).map(({ channel, n }) => [channel, n]));
    const use = new Map(
      (await readChannelUse(store.read, clock.now() - minute)).map((one) => [one.channel, one]),
    );
    return channelBoard(this.health.read(), waiting, await readTroubles(store.read)).map((row) => {
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
        languages: this.languagesOf(row.channel),
        testAddress: channel ? endOf(this.addresses[row.channel]) : null,
        hasStations: channel?.readStations !== undefined,
      };
    });
  }

  @Get(':id/stations')
  @Access('signed-in')
  async stations(@Param('id') id: string): Promise<readonly StationShape[] | Refusal> {
    const channel = this.channels.find((one) => one.id === id);
    if (channel?.readStations === undefined) return refuse('channel.unknown');
    const said = await channel.readStations(AbortSignal.timeout(patience));
    return said === null ? refuse('channel.unreachable') : stationBoard(this.deps.town.stations, said);
  }

  /** Those that it can carry; the loudspeakers say the town's guide languages after the Japanese. */
  private languagesOf(id: ChannelId): string[] | null {
    const { limits, town } = this.deps;
    if (id === 'radio') return [...new Set(['ja', ...town.languageOrder.radio])];
    const only = limits[id].onlyIn;
    return only === undefined ? null : [...only];
  }

  private credentialsOf(id: ChannelId, isThere: boolean): ChannelRoomShape['credentials'] {
    if (this.deps.world === 'drill' || isCarriedByPeople(id)) return 'not-needed';
    return isThere ? 'present' : 'missing';
  }
}
