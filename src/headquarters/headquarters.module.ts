import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { DutyController } from './duty.controller.js';
import { LogController } from './log.controller.js';

@Module({ controllers: [LogController, AuditController, DutyController] })
export class HeadquartersModule {}
