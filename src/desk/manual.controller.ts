import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import {
  beginManualBody,
  closeManualBody,
  markStopBody,
  type BeginManualBody,
  type CloseManualBody,
  type ManualSheetShape,
  type ManualTickedShape,
  type MarkStopBody,
} from '../wire/manual.js';
import { present, type Context, type DeskDeps } from './desk.js';
import { viewManual } from './manual-view.js';
import { beginManual, closeManualTask, markStop } from './manual.js';

/** What people carry themselves: the sheets, and who did what of them. */
@Controller('api/v1/manual')
export class ManualController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Get()
  @Access('drafter', 'approver', 'headquarters', 'leader')
  sheets(@Query('alert') alertId?: string): Promise<readonly ManualSheetShape[]> {
    return viewManual(this.desk, alertId);
  }

  @Post(':id/begin')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  begin(
    @Param('id') id: string,
    @FromBody(new Body(beginManualBody)) body: BeginManualBody,
    @Req() request: OfficerRequest,
  ): Promise<ManualTickedShape | Refusal> {
    return this.tick(id, request, (number, ctx) => beginManual(this.desk, ctx, number, body));
  }

  @Post(':id/stops')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  mark(
    @Param('id') id: string,
    @FromBody(new Body(markStopBody)) body: MarkStopBody,
    @Req() request: OfficerRequest,
  ): Promise<ManualTickedShape | Refusal> {
    return this.tick(id, request, (number, ctx) => markStop(this.desk, ctx, number, body));
  }

  @Post(':id/close')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  close(
    @Param('id') id: string,
    @FromBody(new Body(closeManualBody)) body: CloseManualBody,
    @Req() request: OfficerRequest,
  ): Promise<ManualTickedShape | Refusal> {
    return this.tick(id, request, (number, ctx) => closeManualTask(this.desk, ctx, number, body));
  }

  private async tick(
    id: string,
    request: OfficerRequest,
    work: (id: number, ctx: Context) => Promise<ManualTickedShape | Refusal>,
  ): Promise<ManualTickedShape | Refusal> {
    if (!/^\d{1,15}$/.test(id)) return refuse('delivery.unknown');
    return work(Number(id), present(this.desk, officerFrom(request)));
  }
}
