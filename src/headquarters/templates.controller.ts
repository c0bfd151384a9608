import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Phrasebook } from '../domain/phrasebook.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Town } from '../domain/town.js';
import { Access } from '../platform/access.js';
import { Body } from '../platform/body.js';
import { loadGlossary, type GlossaryTerm } from '../platform/glossary.js';
import { paths } from '../platform/paths.js';
import { tokens } from '../platform/tokens.js';
import { townReadings, type TownReadings } from '../platform/town-readings.js';
import { readLastIssued } from '../store/channel-use.store.js';
import type { Store } from '../store/store.js';
import {
  templateQuery,
  type ReadingShape,
  type TemplateSentenceShape,
  type TemplateShape,
} from '../wire/templates.js';
import { templateOf, templateSentences } from './templates.js';

interface TemplatesDeps {
  readonly store: Store;
  readonly phrasebook: Phrasebook;
  readonly town: Town;
}

/** The phrasebook, the glossary and the readings, to be read: what the town says, and who vouches for it. */
@Controller('api/v1')
export class TemplatesController {
  private readonly readings: () => TownReadings;
  private known: readonly GlossaryTerm[] | null = null;

  constructor(@Inject(tokens.desk) private readonly deps: TemplatesDeps) {
    this.readings = townReadings(paths.config, deps.town);
  }

  @Get('templates')
  @Access('signed-in')
  async list(): Promise<readonly TemplateShape[]> {
    const { phrasebook, store } = this.deps;
    const last = new Map((await readLastIssued(store.read)).map(({ kind, at }) => [kind, at]));
    return Object.values(phrasebook.kinds).map((kind) =>
      templateOf(phrasebook, kind, last.get(kind.kind) ?? null),
    );
  }

  @Get('templates/:kind')
  @Access('signed-in')
  one(
    @Param('kind') name: string,
    @Query(new Body(templateQuery)) { language }: z.infer<typeof templateQuery>,
  ): readonly TemplateSentenceShape[] | Refusal {
    const { phrasebook } = this.deps;
    const kind = Object.hasOwn(phrasebook.kinds, name) ? phrasebook.kinds[name] : undefined;
    return kind === undefined
      ? refuse('compose.unknown-kind', { kind: name })
      : templateSentences(phrasebook, kind, language);
  }

  @Get('glossary')
  @Access('signed-in')
  glossary(): readonly GlossaryTerm[] {
    return (this.known ??= loadGlossary(paths.config));
  }

  @Get('readings')
  @Access('signed-in')
  read(): readonly ReadingShape[] {
    const { words, names } = this.readings();
    return [...words, ...names].map(({ term, kana, accent }) => ({ term, kana, accent: accent ?? null }));
  }
}
