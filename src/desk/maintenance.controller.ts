import { Body as FromBody, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { beginMaintenanceBody, type MaintenanceAnswer } from '../wire/maintenance.js';
import { present, type DeskDeps } from './desk.js';
import { openWaysOut, severWaysOut } from './maintenance.js';

/** 「保守スイッチ」: while somebody works on the system nothing leaves the hub. */
@Controller('api/v1/maintenance')
export class MaintenanceController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Post('begin')
  @HttpCode(200)
  @Access('approver', 'administrator')
  async begin(
    @FromBody(new Body(beginMaintenanceBody)) { note }: z.infer<typeof beginMaintenanceBody>,
    @Req() request: OfficerRequest,
  ): Promise<MaintenanceAnswer> {
    return { maintenance: await severWaysOut(this.desk, present(this.desk, officerFrom(request)), note) };
  }

  @Post('end')
  @HttpCode(200)
  @Access('approver', 'administrator')
  async end(@Req() request: OfficerRequest): Promise<MaintenanceAnswer | Refusal> {
    const result = await openWaysOut(this.desk, present(this.desk, officerFrom(request)));
    return isRefusal(result) ? result : { maintenance: null };
  }
}
