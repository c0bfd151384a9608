import { Module } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';
import { CardsController } from './cards.controller.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeskController } from './desk.controller.js';
import { DraftsController } from './drafts.controller.js';
import { DutiesController } from './duties.controller.js';
import { ManualController } from './manual.controller.js';
import { SpeechController } from './speech.controller.js';

@Module({
  controllers: [
    DeskController,
    DraftsController,
    AlertsController,
    DeliveriesController,
    ManualController,
    SpeechController,
    CardsController,
    DutiesController,
  ],
})
export class DeskModule {}
