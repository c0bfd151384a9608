import { Module } from '@nestjs/common';
import { ChannelTestController } from './channel-test.controller.js';
import { ChannelsController } from './channels.controller.js';
import { ConsoleGateway } from './console.gateway.js';
import { DocsController } from './docs.controller.js';
import { PublicGateway } from './public.gateway.js';
import { RingsController } from './rings.controller.js';
import { SituationController } from './situation.controller.js';
import { StateController } from './state.controller.js';

@Module({
  controllers: [
    StateController,
    ChannelTestController,
    ChannelsController,
    RingsController,
    SituationController,
    DocsController,
  ],
  providers: [ConsoleGateway, PublicGateway],
})
export class LiveModule {}
