import { Module } from '@nestjs/common';
import { InboundSmsController } from './inbound-sms.controller.js';
import { ResidentsController } from './residents.controller.js';
import { TelephoneController } from './telephone.controller.js';

@Module({ controllers: [InboundSmsController, TelephoneController, ResidentsController] })
export class ResidentsModule {}
