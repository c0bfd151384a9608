import { Module } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';
import { BreakGlassController } from './break-glass.controller.js';
import { CapController } from './cap.controller.js';
import { CardsController } from './cards.controller.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeskController } from './desk.controller.js';
import { DraftsController } from './drafts.controller.js';
import { DutiesController } from './duties.controller.js';
import { ExportsController } from './exports.controller.js';
import { MaintenanceController } from './maintenance.controller.js';
import { ManualController } from './manual.controller.js';
import { SheltersController } from './shelters.controller.js';
import { SpeechController } from './speech.controller.js';

@Module({
  controllers: [
    DeskController,
    DraftsController,
    CapController,
    AlertsController,
    DeliveriesController,
    MaintenanceController,
    ManualController,
    ExportsController,
    SheltersController,
    SpeechController,
    BreakGlassController,
    CardsController,
    DutiesController,
  ],
})
export class DeskModule {}
