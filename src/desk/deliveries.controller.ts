import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { z } from 'zod';
import { alertNumber } from '../domain/alert-number.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import type { DeliveryRow } from '../store/entities/delivery.entity.js';
import { listDeliveries } from '../store/progress.store.js';
import { listOpenTasks, type OpenTask } from '../store/task.store.js';
import {
  closeTaskBody,
  decideDeliveryBody,
  decideGroupBody,
  stopBody,
  type DecideDeliveryBody,
  type DecidedShape,
  type DecideGroupBody,
  type GroupDecidedShape,
  type OtherAddressShape,
  type StoppedShape,
  type TaskShape,
  type WaitingShape,
} from '../wire/delivery.js';
import type { DeliveryShape } from '../wire/progress.js';
import { giveUpDelivery, retryDelivery } from './deliveries.js';
import { decideGroup } from './delivery-groups.js';
import { present, type Context, type DeskDeps } from './desk.js';
import { closeNoted } from './noted-task.js';
import { addressesOf, rerouteDelivery } from './reroute.js';
import { readWaiting, stopVersion } from './stop.js';

/** Deliveries that need a person: what waits, and what officers decide about it. */
@Controller('api/v1')
export class DeliveriesController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Get('tasks')
  @Access('signed-in')
  async tasks(): Promise<readonly TaskShape[]> {
    return (await listOpenTasks(this.desk.store.read)).map(toTask);
  }

  @Post('tasks/:id/close')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  closeTask(
    @Param('id') id: string,
    @FromBody(new Body(closeTaskBody)) body: z.infer<typeof closeTaskBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    return closeNoted(this.desk, this.context(request), id, body.note);
  }

  @Get('versions/:id/deliveries')
  @Access('drafter', 'approver', 'headquarters', 'leader')
  async deliveries(
    @Param('id') id: string,
    @Query('channel') channel?: string,
    @Query('state') state?: string,
  ): Promise<readonly DeliveryShape[]> {
    const filter = { ...(channel ? { channel } : {}), ...(state ? { state } : {}) };
    return (await listDeliveries(this.desk.store.read, id, filter)).map(toShape);
  }

  @Get('versions/:id/waiting')
  @Access('signed-in')
  waiting(@Param('id') id: string): Promise<WaitingShape | Refusal> {
    return readWaiting(this.desk, id);
  }

  @Post('versions/:id/deliveries/decide')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  decideGroup(
    @Param('id') id: string,
    @FromBody(new Body(decideGroupBody)) body: DecideGroupBody,
    @Req() request: OfficerRequest,
  ): Promise<GroupDecidedShape | Refusal> {
    const { channel, of, ...way } = body;
    return decideGroup(this.desk, this.context(request), { versionId: id, channel, of }, way);
  }

  @Post('versions/:id/stop')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  stop(
    @Param('id') id: string,
    @FromBody(new Body(stopBody)) body: z.infer<typeof stopBody>,
    @Req() request: OfficerRequest,
  ): Promise<StoppedShape | Refusal> {
    return stopVersion(this.desk, this.context(request), id, body);
  }

  @Get('deliveries/:id/addresses')
  @Access('drafter', 'approver', 'headquarters')
  async addresses(@Param('id') id: string): Promise<readonly OtherAddressShape[] | Refusal> {
    return isId(id) ? addressesOf(this.desk, Number(id)) : refuse('delivery.unknown');
  }

  @Post('deliveries/:id/decide')
  @HttpCode(200)
  @Access('drafter', 'approver', 'headquarters')
  async decide(
    @Param('id') id: string,
    @FromBody(new Body(decideDeliveryBody)) body: DecideDeliveryBody,
    @Req() request: OfficerRequest,
  ): Promise<DecidedShape | Refusal> {
    if (!isId(id)) return refuse('delivery.unknown');
    const context = this.context(request);
    if (body.action === 'reroute') {
      const made = await rerouteDelivery(this.desk, context, Number(id), body);
      return isRefusal(made) ? made : { ...made, deliveryId: String(made.deliveryId) };
    }
    const versionId =
      body.action === 'retry'
        ? await retryDelivery(this.desk, context, Number(id))
        : await giveUpDelivery(this.desk, context, Number(id), body);
    return isRefusal(versionId) ? versionId : { versionId, deliveryId: id };
  }

  private context(request: OfficerRequest): Context {
    return present(this.desk, officerFrom(request));
  }
}

const isId = (text: string): boolean => /^\d{1,15}$/.test(text);

/** Targets of people are masked to their last four characters; stations and posts are not personal. */
const toShape = (row: DeliveryRow): DeliveryShape => ({
  id: String(row.id),
  channel: row.channel as DeliveryShape['channel'],
  target: row.addressId === null ? row.target : `…${row.target.slice(-4)}`,
  personal: row.addressId !== null,
  district: row.district,
  language: row.language,
  state: row.state,
  attempts: row.attempts,
  fault: row.fault === null ? null : (JSON.parse(row.fault) as DeliveryShape['fault']),
  heldReason: row.heldReason,
  updatedAt: row.updatedAt,
});

const toTask = ({ year, number, channel, ...task }: OpenTask): TaskShape => ({
  ...task,
  channel: channel as TaskShape['channel'],
  alertNumber: year === null || number === null ? null : alertNumber(year, number),
});
