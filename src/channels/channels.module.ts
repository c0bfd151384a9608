import { Module, type DynamicModule, type OnApplicationShutdown, Inject } from '@nestjs/common';
import type { Channel, ChannelId } from '../domain/channel.js';

export type Channels = ReadonlyMap<ChannelId, Channel>;

/** Injection token of the channels of this process, by id. */
export const CHANNELS = Symbol('CHANNELS');

/** Gives dispatch and receipts the channels that `createDrillChannels` or `createLiveChannels` made; closes them last. */
@Module({})
export class ChannelsModule implements OnApplicationShutdown {
  constructor(@Inject(CHANNELS) private readonly channels: Channels) {}

  static of(channels: Channels): DynamicModule {
    return {
      module: ChannelsModule,
      global: true,
      providers: [{ provide: CHANNELS, useValue: channels }],
      exports: [CHANNELS],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.channels.values()].map((channel) => channel.close?.()));
  }
}
