import { Module } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';
import { DeskController } from './desk.controller.js';
import { DraftsController } from './drafts.controller.js';

@Module({ controllers: [DeskController, DraftsController, AlertsController] })
export class DeskModule {}
