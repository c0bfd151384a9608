import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { dutyDoneBody, type DutyDoneBody, type DutyShape } from '../wire/duty.js';
import { present, type DeskDeps } from './desk.js';
import { closeDuty, readDuties } from './duties.js';

/** What the law asks of the town after an order. */
@Controller('api/v1/duties')
export class DutiesController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Get()
  @Access('signed-in')
  list(@Query('alert') alert?: string): Promise<readonly DutyShape[]> {
    return readDuties(this.desk, alert === undefined || alert === '' ? null : alert);
  }

  @Post(':id/done')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  done(
    @Param('id') id: string,
    @FromBody(new Body(dutyDoneBody)) body: DutyDoneBody,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    return closeDuty(this.desk, present(this.desk, officerFrom(request)), id, body);
  }
}
