import { Module } from '@nestjs/common';
import { ChronologyController } from './chronology.controller.js';
import { LogController } from './log.controller.js';
import { TemplatesController } from './templates.controller.js';

@Module({ controllers: [LogController, ChronologyController, TemplatesController] })
export class HeadquartersModule {}
