import { Controller, Get, Inject, Query } from '@nestjs/common';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Town } from '../domain/town.js';
import { Access } from '../platform/access.js';
import type { Clock } from '../platform/clock.js';
import { tokens } from '../platform/tokens.js';
import type { Store } from '../store/store.js';
import type { SituationShape } from '../wire/situation.js';
import { situationAt } from './situation.js';

/** Milliseconds that one can look back. */
const memory = 7 * 24 * 60 * 60_000;

@Controller('api/v1/situation')
export class SituationController {
  constructor(
    @Inject(tokens.store) private readonly store: Store,
    @Inject(tokens.facts) private readonly facts: { readonly town: Town },
    @Inject(tokens.clock) private readonly clock: Clock,
  ) {}

  @Get()
  @Access('signed-in')
  async situation(@Query('at') wanted?: string): Promise<SituationShape | Refusal> {
    const now = this.clock.now();
    const at = wanted === undefined ? now : /^\d{1,15}$/.test(wanted) ? Number(wanted) : Number.NaN;
    if (!(at >= now - memory && at <= now + 60_000)) return refuse('situation.bad-time');
    return situationAt(this.store, this.facts.town, Math.min(at, now));
  }
}
