import { Body as FromBody, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Town } from '../domain/town.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import { officerFrom, type OfficerRequest } from '../platform/officer-request.js';
import { languageOf } from '../platform/problem.js';
import type { Say } from '../platform/sentences.js';
import { tokens } from '../platform/tokens.js';
import { markLook, readLook, readPersonal, readThreads } from '../store/chronology.store.js';
import { appendLog, readLogHead } from '../store/log.store.js';
import type { Store } from '../store/store.js';
import {
  chronologyQuery,
  personalExportBody,
  seenBody,
  type ChronologyEntryShape,
  type ChronologyQuery,
  type ChronologyShape,
} from '../wire/chronology.js';
import { chronologyCsv, type CsvWords } from './chronology-csv.js';
import { filterOf, readChronology, readWholeChronology } from './chronology.js';

interface ChronologyDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
  readonly town: Town;
}

const usual = 200;

/** The chronology read: its threads as they stand, by filter and page, how far one has read, and its exports. */
@Controller('api/v1')
export class ChronologyController {
  constructor(@Inject(tokens.desk) private readonly deps: ChronologyDeps) {}

  @Get('chronology')
  @Access('signed-in')
  async list(
    @Query(new Body(chronologyQuery)) query: ChronologyQuery,
    @Req() request: OfficerRequest,
  ): Promise<ChronologyShape> {
    const { read } = this.deps.store;
    const page = { before: query.before ?? null, limit: query.limit ?? usual };
    const { entries, next } = await readChronology(read, filterOf(query), page);
    const { seq: head, hash: headHash } = await readLogHead(read);
    const seen = await readLook(read, officerFrom(request).id);
    return { entries: [...entries], next, head, headHash, seen };
  }

  /** She has seen the log up to this number. */
  @Post('chronology/seen')
  @HttpCode(200)
  @Access('signed-in')
  async seen(
    @FromBody(new Body(seenBody)) { seq }: z.infer<typeof seenBody>,
    @Req() request: OfficerRequest,
  ): Promise<{ seq: number }> {
    const { store, clock } = this.deps;
    const head = await readLogHead(store.read);
    const upTo = Math.min(seq, head.seq);
    await store.write((tx) => markLook(tx, officerFrom(request).id, upTo, clock.now()), 'ordinary');
    return { seq: upTo };
  }

  @Get('chronology.json')
  @Access('signed-in')
  async json(
    @Query(new Body(chronologyQuery)) query: ChronologyQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly ChronologyEntryShape[]> {
    void reply.header('content-disposition', this.attachment('json'));
    return readWholeChronology(this.deps.store.read, filterOf(query));
  }

  @Get('chronology.csv')
  @Access('signed-in')
  async csv(
    @Query(new Body(chronologyQuery)) query: ChronologyQuery,
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const entries = await readWholeChronology(this.deps.store.read, filterOf(query));
    this.asCsv(reply);
    return chronologyCsv(entries, this.words(request));
  }

  /** With the personal side rows: the log says first who took them, and why. */
  @Post('chronology/personal')
  @HttpCode(200)
  @Access('approver', 'administrator')
  async personal(
    @FromBody(new Body(personalExportBody)) body: z.infer<typeof personalExportBody>,
    @Req() request: OfficerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { store, clock, notifier, say } = this.deps;
    const entries = await readWholeChronology(store.read, filterOf(body.filter));
    const personal = await this.personalOf(entries.filter((entry) => entry.personal));
    const now = clock.now();
    await store.write((tx) =>
      appendLog(tx, {
        ...{ at: now, enteredAt: now, category: 'setting', actor: officerFrom(request).name },
        text: say('ja', 'log.personal-exported', { count: personal.size, reason: body.reason }),
        data: { personalOf: [...personal.keys()] },
      }),
    );
    notifier.notify('changed', { topics: ['log'] });
    this.asCsv(reply);
    return chronologyCsv(entries, this.words(request), personal);
  }

  /** By the thread's number; that of its corrections too. */
  private async personalOf(entries: readonly ChronologyEntryShape[]): Promise<ReadonlyMap<number, string>> {
    const { read } = this.deps.store;
    const threads = await readThreads(
      read,
      entries.map(({ root }) => root),
    );
    const bodies = await readPersonal(
      read,
      [...threads.values()].flat().map(({ id }) => id),
    );
    const found = [...threads].map(([root, members]): [number, string] => [
      root,
      members.flatMap(({ id }) => bodies.get(id) ?? []).join('\n'),
    ]);
    return new Map(found.filter(([, text]) => text !== ''));
  }

  private asCsv(reply: FastifyReply): void {
    void reply.header('content-type', 'text/csv; charset=utf-8');
    void reply.header('content-disposition', this.attachment('csv'));
    void reply.header('cache-control', 'no-store');
  }

  private attachment(extension: string): string {
    const day = new Date(this.deps.clock.now()).toISOString().slice(0, 10);
    return `attachment; filename="chronology-${day}.${extension}"`;
  }

  private words(request: OfficerRequest): CsvWords {
    const { say, town } = this.deps;
    const language = languageOf(request.headers['accept-language']);
    const names = new Map(
      town.districts.map(({ code, name }) => [code, language === 'ja' ? name.ja : name.romaji]),
    );
    const whole = say(language, 'chronology.district.all');
    return {
      ...{ say, language, timeZone: town.timeZone },
      districtName: (code) => (code === 'all' ? whole : (names.get(code) ?? code)),
    };
  }
}
