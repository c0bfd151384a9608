import { Module } from '@nestjs/common';
import { ChannelTestController } from './channel-test.controller.js';
import { ChannelsController } from './channels.controller.js';
import { ConsoleGateway } from './console.gateway.js';
import { RingsController } from './rings.controller.js';
import { StateController } from './state.controller.js';

@Module({
  controllers: [StateController, ChannelTestController, ChannelsController, RingsController],
  providers: [ConsoleGateway],
})
export class LiveModule {}
