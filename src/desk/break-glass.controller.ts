import { Body as FromBody, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { z } from 'zod';
import { alertNumber } from '../domain/alert-number.js';
import { refusalToReview } from '../domain/break-glass.js';
import type { Officer } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { tokens } from '../platform/tokens.js';
import { listBrokenGlass, type BrokenGlass } from '../store/break-glass.store.js';
import { findVersion } from '../store/version.store.js';
import type { VersionShape } from '../wire/alert.js';
import { breakGlassBody, reviewBody, type BreakGlassShape } from '../wire/staff.js';
import { breakGlass, reviewBreakGlass } from './break-glass.js';
import { present, type DeskDeps } from './desk.js';
import { viewVersion } from './view.js';

/** How long a review is still listed with its version. Milliseconds. */
const shownAfter = 7 * 24 * 3_600_000;

/** 「単独緊急発令」: what one officer issues alone, and its review by another. */
@Controller('api/v1')
export class BreakGlassController {
  constructor(@Inject(tokens.desk) private readonly desk: DeskDeps) {}

  @Get('break-glass')
  @Access('drafter', 'approver', 'headquarters', 'leader', 'administrator')
  async list(@Req() request: OfficerRequest): Promise<readonly BreakGlassShape[]> {
    const officer = officerFrom(request);
    const since = this.desk.clock.now() - shownAfter;
    return (await listBrokenGlass(this.desk.store.read, since)).map((row) => toShape(row, officer));
  }

  @Post('versions/:id/break-glass')
  @HttpCode(200)
  @Access('approver')
  async issue(
    @Param('id') id: string,
    @FromBody(new Body(breakGlassBody)) body: z.infer<typeof breakGlassBody>,
    @Req() request: OfficerRequest,
  ): Promise<VersionShape | Refusal> {
    const officer = officerFrom(request);
    const result = await breakGlass(this.desk, present(this.desk, officer), id, body);
    if (isRefusal(result)) return result;
    const row = await findVersion(this.desk.store.read, id);
    return row ? viewVersion(this.desk, this.desk.store.read, officer, row) : refuse('version.unknown');
  }

  @Post('versions/:id/review')
  @HttpCode(200)
  @Access('approver')
  async review(
    @Param('id') id: string,
    @FromBody(new Body(reviewBody)) { note }: z.infer<typeof reviewBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ id: string } | Refusal> {
    const result = await reviewBreakGlass(this.desk, present(this.desk, officerFrom(request)), id, note);
    return isRefusal(result) ? result : { id: result };
  }
}

function toShape(row: BrokenGlass, officer: Officer): BreakGlassShape {
  const { versionId, alertId, kind, level, reason, supervisor, issuedAt, reviewDueAt } = row;
  return {
    ...{ versionId, alertId, kind, level, reason, supervisor, issuedAt, reviewDueAt },
    alertNumber: row.year === null || row.number === null ? null : alertNumber(row.year, row.number),
    officer: { id: row.officerId, name: row.officer },
    reached: row.reached === 1,
    review:
      row.reviewedAt === null ? null : { by: row.reviewedBy ?? '', at: row.reviewedAt, note: row.note ?? '' },
    mayReview: refusalToReview(row, officer)?.refused ?? null,
  };
}
