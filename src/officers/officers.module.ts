import { Module } from '@nestjs/common';
import { MeController } from './me.controller.js';
import { OfficersController } from './officers.controller.js';
import { RingAnswerController } from './ring-answer.controller.js';
import { SessionController } from './session.controller.js';
import { StepUpController } from './step-up.controller.js';

@Module({
  controllers: [SessionController, MeController, StepUpController, OfficersController, RingAnswerController],
})
export class OfficersModule {}
