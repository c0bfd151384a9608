import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Access } from '../platform/access.js';
import { tokens } from '../platform/tokens.js';
import { listLog } from '../store/log.store.js';
import type { Store } from '../store/store.js';
import type { LogEntryShape } from '../wire/log.js';

/** The headquarters log, read. Officers' own entries are commands and go through the desk. */
@Controller('api/v1/log')
export class LogController {
  constructor(@Inject(tokens.store) private readonly store: Store) {}

  @Get()
  @Access('signed-in')
  async list(
    @Query('limit') limit?: string,
    @Query('before') before?: string,
  ): Promise<readonly LogEntryShape[]> {
    const many = Math.min(500, Math.max(1, Number(limit) || 100));
    const entries = await listLog(this.store.read, many, before === undefined ? null : Number(before) || 0);
    return entries.map(({ seq, id, at, enteredAt, category, actor, text, source, alertId, hash }) => ({
      seq,
      id,
      at,
      enteredAt,
      category,
      actor,
      text,
      source,
      alertId,
      hash,
    }));
  }
}
