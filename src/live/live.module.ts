import { Module } from '@nestjs/common';
import { ConsoleGateway } from './console.gateway.js';
import { StateController } from './state.controller.js';

@Module({ controllers: [StateController], providers: [ConsoleGateway] })
export class LiveModule {}
