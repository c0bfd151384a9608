import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import type { Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { shelterOrderBody, type ShelterShape } from '../wire/shelter.js';
import { present, type DeskDeps } from './desk.js';
import { orderShelter, viewShelters } from './shelters.js';

/** Which shelters are open, and opening or closing one. */
@Controller('api/v1/shelters')
export class SheltersController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Get()
  @Access('signed-in')
  shelters(): Promise<readonly ShelterShape[]> {
    return viewShelters(this.desk);
  }

  @Post(':id/state')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  order(
    @Param('id') id: string,
    @FromBody(new Body(shelterOrderBody)) body: z.infer<typeof shelterOrderBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    return orderShelter(this.desk, present(this.desk, officerFrom(request)), id, body);
  }
}
