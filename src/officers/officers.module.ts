import { Module } from '@nestjs/common';
import { OfficersController } from './officers.controller.js';
import { RingAnswerController } from './ring-answer.controller.js';
import { SessionController } from './session.controller.js';

@Module({ controllers: [SessionController, OfficersController, RingAnswerController] })
export class OfficersModule {}
