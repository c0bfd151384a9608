import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { ChronologyController } from './chronology.controller.js';
import { DutyController } from './duty.controller.js';
import { LogController } from './log.controller.js';
import { TemplatesController } from './templates.controller.js';

@Module({
  controllers: [LogController, ChronologyController, TemplatesController, AuditController, DutyController],
})
export class HeadquartersModule {}
