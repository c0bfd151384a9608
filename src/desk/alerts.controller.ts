import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { AlertRow } from '../store/entities/alert.entity.js';
import type { DeliveryRow } from '../store/entities/delivery.entity.js';
import { listDeliveries } from '../store/progress.store.js';
import { readRenderings } from '../store/version.store.js';
import type { RenderingShape } from '../wire/message.js';
import { cancelBody, correctionBody, type AlertShape } from '../wire/alert.js';
import { decideDeliveryBody, type DeliveryShape } from '../wire/progress.js';
import { decideDelivery } from './deliveries.js';
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
    const { read } = this.desk.store;
    const alerts = await read.rows.find(AlertRow, { order: { createdAt: 'DESC', id: 'DESC' }, take: 100 });
    return Promise.all(alerts.map((alert) => viewAlert(this.desk, read, officerFrom(request), alert)));
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

  @Get('versions/:id/deliveries')
  @Access('signed-in')
  async deliveries(
    @Param('id') id: string,
    @Query('channel') channel?: string,
    @Query('state') state?: string,
  ): Promise<readonly DeliveryShape[]> {
    const filter = { ...(channel ? { channel } : {}), ...(state ? { state } : {}) };
    return (await listDeliveries(this.desk.store.read, id, filter)).map(toShape);
  }

  @Post('deliveries/:id/decide')
  @HttpCode(200)
  @Access('drafter', 'approver')
  async decide(
    @Param('id') id: string,
    @FromBody(new Body(decideDeliveryBody)) body: z.infer<typeof decideDeliveryBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ versionId: string } | Refusal> {
    if (!/^\d{1,15}$/.test(id)) return refuse('delivery.unknown');
    const context = present(this.desk, officerFrom(request));
    const result = await decideDelivery(this.desk, context, Number(id), body);
    return isRefusal(result) ? result : { versionId: result };
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

/** Targets of people are masked to their last four characters; stations and posts are not personal. */
const toShape = (row: DeliveryRow): DeliveryShape => ({
  id: String(row.id),
  channel: row.channel as DeliveryShape['channel'],
  target: row.addressId === null ? row.target : `…${row.target.slice(-4)}`,
  district: row.district,
  language: row.language,
  state: row.state,
  attempts: row.attempts,
  fault: row.fault === null ? null : (JSON.parse(row.fault) as DeliveryShape['fault']),
  heldReason: row.heldReason,
  updatedAt: row.updatedAt,
});
