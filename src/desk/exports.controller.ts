import {
  Body as FromBody,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { languageOf } from '../platform/problem.js';
import { tokens } from '../platform/tokens.js';
import {
  addressesExportBody,
  type AddressesExport,
  type AlertsExport,
  type DeliveriesExport,
} from '../wire/export.js';
import { present, type DeskDeps } from './desk.js';
import { addressesSheet, alertsSheet, deliveriesSheet, sheetWords, type SheetWords } from './export-csv.js';
import { exportAddresses, exportAlerts, exportDeliveries } from './exports.js';

/** Files to take away, as JSON or as a sheet (`format=csv`). */
@Controller('api/v1/exports')
export class ExportsController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Get('alerts')
  @Access('signed-in')
  async alerts(
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('format') format?: string,
  ): Promise<AlertsExport | string> {
    const found = await exportAlerts(this.desk);
    const file = { name: 'alerts', format };
    return this.as(file, found, (words) => alertsSheet(words, found), request, reply);
  }

  @Get('alerts/:id/deliveries')
  @Access('drafter', 'approver', 'headquarters', 'leader')
  async deliveries(
    @Param('id') id: string,
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('format') format?: string,
  ): Promise<DeliveriesExport | string | Refusal> {
    const found = await exportDeliveries(this.desk, id);
    if (isRefusal(found)) return found;
    const file = { name: 'deliveries', format };
    return this.as(file, found, (words) => deliveriesSheet(words, found), request, reply);
  }

  /** A POST, since it leaves a trace: who took the addresses, and why. */
  @Post('alerts/:id/addresses')
  @HttpCode(200)
  @Access('approver')
  async addresses(
    @Param('id') id: string,
    @FromBody(new Body(addressesExportBody)) body: z.infer<typeof addressesExportBody>,
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AddressesExport | string | Refusal> {
    const context = present(this.desk, officerFrom(request));
    const found = await exportAddresses(this.desk, context, id, body.reason);
    if (isRefusal(found)) return found;
    const file = { name: 'addresses', format: body.format };
    return this.as(file, found, (words) => addressesSheet(words, found), request, reply);
  }

  /** The world stands in the name of the file, too. Nothing of it stays in a browser's store. */
  private as<Found>(
    file: { name: string; format: string | undefined },
    found: Found,
    sheet: (words: SheetWords) => string,
    request: OfficerRequest,
    reply: FastifyReply,
  ): Found | string {
    const kind = file.format === 'csv' ? 'csv' : 'json';
    void reply
      .header('content-disposition', `attachment; filename="todoku-${this.desk.world}-${file.name}.${kind}"`)
      .header('cache-control', 'no-store');
    if (kind === 'json') return found;
    void reply.header('content-type', 'text/csv; charset=utf-8');
    return sheet(sheetWords(this.desk, languageOf(request.headers['accept-language'])));
  }
}
