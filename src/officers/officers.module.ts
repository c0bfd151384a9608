import { Module } from '@nestjs/common';
import { RingAnswerController } from './ring-answer.controller.js';
import { SessionController } from './session.controller.js';

@Module({ controllers: [SessionController, RingAnswerController] })
export class OfficersModule {}
