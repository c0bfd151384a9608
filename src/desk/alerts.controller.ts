import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { AlertRow } from '../store/entities/alert.entity.js';
import { readRenderings } from '../store/version.store.js';
import type { RenderingShape } from '../wire/message.js';
import {
  alertHistoryQuery,
  cancelBody,
  correctionBody,
  type AlertHistoryShape,
  type AlertShape,
} from '../wire/alert.js';
import { alertHistory, listAlerts } from './alert-list.js';
import { present, type DeskDeps } from './desk.js';
import { retractAlert } from './retract.js';
import { viewAlert } from './view.js';

/** Issued alerts: what became of them, and their retraction. */
@Controller('api/v1')
export class AlertsController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Get('alerts')
  @Access('signed-in')
  async list(@Req() request: OfficerRequest): Promise<readonly AlertShape[]> {
    return listAlerts(this.desk, officerFrom(request));
  }

  @Get('alerts/history')
  @Access('signed-in')
  async history(
    @Query(new Body(alertHistoryQuery)) { before }: z.infer<typeof alertHistoryQuery>,
    @Req() request: OfficerRequest,
  ): Promise<AlertHistoryShape | Refusal> {
    return alertHistory(this.desk, officerFrom(request), before);
  }

  @Get('alerts/:id')
  @Access('signed-in')
  async read(@Param('id') id: string, @Req() request: OfficerRequest): Promise<AlertShape | Refusal> {
    const { read } = this.desk.store;
    const alert = await read.rows.findOneBy(AlertRow, { id });
    return alert ? viewAlert(this.desk, read, officerFrom(request), alert) : refuse('alert.unknown');
  }

  @Post('alerts/:id/cancel')
  @HttpCode(200)
  @Access('drafter', 'approver')
  cancel(
    @Param('id') id: string,
    @FromBody(new Body(cancelBody)) body: z.infer<typeof cancelBody>,
    @Req() request: OfficerRequest,
  ): Promise<AlertShape | Refusal> {
    return this.retract(request, id, { as: 'cancel', ...body });
  }

  @Post('alerts/:id/correction')
  @HttpCode(200)
  @Access('drafter', 'approver')
  correct(
    @Param('id') id: string,
    @FromBody(new Body(correctionBody)) body: z.infer<typeof correctionBody>,
    @Req() request: OfficerRequest,
  ): Promise<AlertShape | Refusal> {
    return this.retract(request, id, { as: 'correction', ...body });
  }

  /** The ready-made texts as they were frozen and approved: `cancel`, or `correction:<cause>`. */
  @Get('versions/:id/ready-made/:purpose')
  @Access('signed-in')
  async readyMade(
    @Param('id') id: string,
    @Param('purpose') purpose: string,
  ): Promise<readonly RenderingShape[] | Refusal> {
    if (!/^(cancel|correction:[a-z-]+)$/.test(purpose)) return refuse('version.unknown');
    const renderings = await readRenderings(this.desk.store.read, id, purpose);
    return renderings.length > 0 ? (renderings as unknown as RenderingShape[]) : refuse('version.unknown');
  }

  private async retract(
    request: OfficerRequest,
    id: string,
    retraction: Parameters<typeof retractAlert>[3],
  ): Promise<AlertShape | Refusal> {
    const result = await retractAlert(this.desk, present(this.desk, officerFrom(request)), id, retraction);
    return isRefusal(result) ? result : this.read(id, request);
  }
}
