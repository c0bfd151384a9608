import { Module } from '@nestjs/common';
import { AttachmentsController } from './attachments.controller.js';
import { AuditController } from './audit.controller.js';
import { ChronologyController } from './chronology.controller.js';
import { WatchController } from './watch.controller.js';
import { LogController } from './log.controller.js';
import { TemplatesController } from './templates.controller.js';

@Module({
  controllers: [
    LogController,
    ChronologyController,
    AttachmentsController,
    TemplatesController,
    AuditController,
    WatchController,
  ],
})
export class HeadquartersModule {}
