import { Module } from '@nestjs/common';
import { ConsoleGateway } from './console.gateway.js';
import { RingsController } from './rings.controller.js';
import { StateController } from './state.controller.js';

@Module({ controllers: [StateController, RingsController], providers: [ConsoleGateway] })
export class LiveModule {}
