import { Module } from '@nestjs/common';
import { ChronologyController } from './chronology.controller.js';
import { LogController } from './log.controller.js';

@Module({ controllers: [LogController, ChronologyController] })
export class HeadquartersModule {}
