import { Module } from '@nestjs/common';
import { DrillController } from './drill.controller.js';

@Module({ controllers: [DrillController] })
export class DrillModule {}
