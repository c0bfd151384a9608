import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import type { Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { tokens } from '../platform/tokens.js';
import { startDrillBody, type DrillShape, type ScenarioShape } from '../wire/drill.js';
import type { Drills } from './drills.js';

@Controller('api/v1')
export class DrillController {
  constructor(@Inject(tokens.drills) private readonly drills: Drills) {}

  @Get('scenarios')
  @Access('signed-in')
  scenarios(): readonly ScenarioShape[] {
    return this.drills.scenarios();
  }

  @Get('drills')
  @Access('signed-in')
  list(): Promise<readonly DrillShape[]> {
    return this.drills.list();
  }

  @Post('drills')
  @Access('leader')
  start(
    @FromBody(new Body(startDrillBody)) body: z.infer<typeof startDrillBody>,
  ): Promise<DrillShape | Refusal> {
    return this.drills.start(body.scenario, body.speed);
  }

  @Post('drills/:id/stop')
  @HttpCode(200)
  @Access('leader')
  stop(@Param('id') id: string): Promise<DrillShape | Refusal> {
    return this.drills.stop(id);
  }
}
