import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { tokens } from '../platform/tokens.js';
import { findVersion } from '../store/version.store.js';
import { capPreviewBody, type CapShape } from '../wire/message.js';
import { previewCap, versionCap } from './cap.js';
import type { DeskDeps } from './desk.js';

/** What is written and what was issued, as other systems would read it. */
@Controller('api/v1')
export class CapController {
  constructor(
    @Inject(tokens.desk) private readonly desk: DeskDeps,
    @Inject(tokens.boundary) private readonly boundary: unknown,
  ) {}

  @Post('preview/cap')
  @HttpCode(200)
  @Access('signed-in')
  preview(
    @FromBody(new Body(capPreviewBody)) body: z.infer<typeof capPreviewBody>,
  ): Promise<CapShape | Refusal> {
    return previewCap(this.desk, this.boundary, body);
  }

  @Get('versions/:id/cap')
  @Access('signed-in')
  async version(@Param('id') id: string): Promise<CapShape | Refusal> {
    const { read } = this.desk.store;
    const row = await findVersion(read, id);
    return row ? versionCap(this.desk, read, this.boundary, row) : refuse('version.unknown');
  }
}
