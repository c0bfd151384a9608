import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import type { z } from 'zod';
import { isCarried } from '../domain/channel.js';
import { resolveDistricts } from '../domain/district-state.js';
import { channelsOf } from '../domain/kind.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { countAddresses, countAudience } from '../store/audience.store.js';
import { findVersion } from '../store/version.store.js';
import {
  approveBody,
  editBody,
  newDraftBody,
  reasonBody,
  submitBody,
  type VersionShape,
} from '../wire/alert.js';
import { previewBody, type PreviewShape, type RenderingShape } from '../wire/message.js';
import { approveVersion, turnDown } from './approve.js';
import { withKnownAudio } from './audio.js';
import { composeMessage } from './compose-version.js';
import { present, type Context, type DeskDeps } from './desk.js';
import { discardDraft, editDraft } from './draft.js';
import { openDraft } from './open-draft.js';
import { withRemaining } from './remaining.js';
import { smsCost } from './sms-cost.js';
import { renewSubmission, submitDraft } from './submit.js';
import { viewVersion } from './view.js';

/** From a draft to an issued version. */
@Controller('api/v1')
export class DraftsController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Post('preview')
  @HttpCode(200)
  @Access('signed-in')
  async preview(
    @FromBody(new Body(previewBody)) body: z.infer<typeof previewBody>,
  ): Promise<PreviewShape | Refusal> {
    const { kinds } = this.desk.phrasebook;
    const kind = Object.hasOwn(kinds, body.kind) ? kinds[body.kind] : undefined;
    if (!kind) return refuse('compose.unknown-kind', { kind: body.kind });
    const { read } = this.desk.store;
    const slots = await withRemaining(this.desk, read, body.kind, body.slots, body.districts);
    const channels = body.channels ?? channelsOf(kind, slots).filter(isCarried);
    const renderings = composeMessage(
      this.desk,
      { ...body, slots, channels },
      { decidedAt: this.desk.clock.now() },
    );
    if (isRefusal(renderings)) return renderings;
    const districts = resolveDistricts(body.districts, this.desk.town);
    const audience = {
      ...(await countAudience(read, channels, districts)),
      byChannel: await countAddresses(read, channels, districts),
    };
    const heard = await withKnownAudio(this.desk, renderings);
    const sms = await smsCost(this.desk, read, renderings, districts);
    const silent = this.desk.speech === null && channels.includes('radio');
    const unsaid = silent && this.desk.radioVoice.needsSound();
    return { renderings: heard as unknown as RenderingShape[], audience, sms, unsaid };
  }

  @Post('drafts')
  @Access('drafter')
  open(
    @FromBody(new Body(newDraftBody)) body: z.infer<typeof newDraftBody>,
    @Req() request: OfficerRequest,
  ): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => openDraft(this.desk, context, body));
  }

  @Get('versions/:id')
  @Access('signed-in')
  read(@Param('id') id: string, @Req() request: OfficerRequest): Promise<VersionShape | Refusal> {
    return this.run(request, () => Promise.resolve(id));
  }

  @Put('drafts/:id')
  @Access('drafter')
  edit(
    @Param('id') id: string,
    @FromBody(new Body(editBody)) body: z.infer<typeof editBody>,
    @Req() request: OfficerRequest,
  ): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => editDraft(this.desk, context, id, body));
  }

  @Post('drafts/:id/discard')
  @HttpCode(200)
  @Access('drafter')
  discard(@Param('id') id: string, @Req() request: OfficerRequest): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => discardDraft(this.desk, context, id));
  }

  @Post('drafts/:id/submit')
  @HttpCode(200)
  @Access('drafter')
  submit(
    @Param('id') id: string,
    @FromBody(new Body(submitBody)) body: z.infer<typeof submitBody>,
    @Req() request: OfficerRequest,
  ): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => submitDraft(this.desk, context, id, body));
  }

  @Post('versions/:id/renew')
  @HttpCode(200)
  @Access('drafter')
  renew(@Param('id') id: string, @Req() request: OfficerRequest): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => renewSubmission(this.desk, context, id));
  }

  @Post('versions/:id/approve')
  @HttpCode(200)
  @Access('approver')
  approve(
    @Param('id') id: string,
    @FromBody(new Body(approveBody)) body: z.infer<typeof approveBody>,
    @Req() request: OfficerRequest,
  ): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => approveVersion(this.desk, context, id, body.digest));
  }

  @Post('versions/:id/return')
  @HttpCode(200)
  @Access('approver')
  giveBack(
    @Param('id') id: string,
    @FromBody(new Body(reasonBody)) body: z.infer<typeof reasonBody>,
    @Req() request: OfficerRequest,
  ): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => turnDown(this.desk, context, id, { act: 'return', ...body }));
  }

  @Post('versions/:id/reject')
  @HttpCode(200)
  @Access('approver')
  reject(
    @Param('id') id: string,
    @FromBody(new Body(reasonBody)) body: z.infer<typeof reasonBody>,
    @Req() request: OfficerRequest,
  ): Promise<VersionShape | Refusal> {
    return this.run(request, (context) => turnDown(this.desk, context, id, { act: 'reject', ...body }));
  }

  /** Runs a command as the request's officer, and shows her the version it speaks of. */
  private async run(
    request: OfficerRequest,
    command: (context: Context) => Promise<string | Refusal>,
  ): Promise<VersionShape | Refusal> {
    const officer = officerFrom(request);
    const id = await command(present(this.desk, officer));
    if (isRefusal(id)) return id;
    const row = await findVersion(this.desk.store.read, id);
    return row ? viewVersion(this.desk, this.desk.store.read, officer, row) : refuse('version.unknown');
  }
}
