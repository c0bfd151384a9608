import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { LogEntry } from '../domain/log-entry.js';
import { logCsvHead, logCsvLines } from '../formats/log-csv.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import type { Clock } from '../platform/clock.js';
import { tokens } from '../platform/tokens.js';
import { listActors, listLog, readLogLot, searchLog, verifyLog, type Anchor } from '../store/log.store.js';
import { listSignIns } from '../store/sign-in.store.js';
import type { Store } from '../store/store.js';
import {
  auditQuery,
  type AuditEntryShape,
  type AuditQuery,
  type AuditShape,
  type LogCheckShape,
  type SignInShape,
} from '../wire/audit.js';

const toShape = ({ personalHash: _hash, prevHash: _prev, ...entry }: LogEntry): AuditEntryShape => entry;

/** Reading back who did what: the audit, the chain's check, the log to take away. Nothing here writes. */
@Controller('api/v1')
export class AuditController {
  constructor(
    @Inject(tokens.store) private readonly store: Store,
    @Inject(tokens.clock) private readonly clock: Clock,
    @Inject(tokens.facts) private readonly facts: { readonly town: { readonly timeZone: string } },
    @Inject(tokens.anchors) private readonly anchors: () => readonly Anchor[],
  ) {}

  @Get('audit')
  @Access('administrator')
  async audit(@Query(new Body(auditQuery as z.ZodType<AuditQuery>)) query: AuditQuery): Promise<AuditShape> {
    const entries = await searchLog(this.store.read, query);
    return { entries: entries.map(toShape), actors: [...(await listActors(this.store.read))] };
  }

  @Get('audit/sign-ins')
  @Access('administrator')
  signIns(): Promise<readonly SignInShape[]> {
    return listSignIns(this.store.read);
  }

  @Get('log/check')
  @Access('administrator')
  async check(): Promise<LogCheckShape> {
    // The anchors first: an entry that is written meanwhile is anchored later than it is read.
    const anchors = this.anchors();
    const { entries, faults, lost } = await verifyLog(this.store.read, anchors);
    return {
      entries,
      faults: [...faults],
      lost: [...lost],
      anchors: anchors.length,
      checkedAt: this.clock.now(),
    };
  }

  /** The whole log, oldest first; personal side rows are never in it. */
  @Get('log/export')
  @Access('drafter', 'approver', 'headquarters', 'leader', 'administrator')
  async export(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('format') format?: string,
  ): Promise<string> {
    const [head] = await listLog(this.store.read, 1, null);
    const csv = format !== 'json';
    const name = `todoku-log-${head?.seq ?? 0}.${csv ? 'csv' : 'json'}`;
    void reply
      .header('content-type', csv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store');
    const zone = { dateStyle: 'short', timeStyle: 'medium', timeZone: this.facts.town.timeZone } as const;
    const stamp = new Intl.DateTimeFormat('sv-u-ca-gregory-nu-latn', zone);
    const time = (at: number) => stamp.format(at);
    const lots: string[] = [];
    for (let after = 0; ;) {
      const lot = await readLogLot(this.store.read, after);
      const last = lot.at(-1);
      if (!last) break;
      lots.push(
        csv ? logCsvLines(lot, time) : lot.map((entry) => JSON.stringify(toShape(entry))).join(',\n'),
      );
      after = last.seq;
    }
    return csv ? logCsvHead + lots.join('') : `[${lots.join(',\n')}]\n`;
  }
}
