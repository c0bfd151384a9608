import { Module } from '@nestjs/common';
import { ReceiptsController } from './receipts.controller.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

@Module({ controllers: [ReceiptsController, UnsubscribeController] })
export class ReceiptsModule {}
