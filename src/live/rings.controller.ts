import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Access } from '../platform/access.js';
import { tokens } from '../platform/tokens.js';
import { listRings } from '../store/ring.store.js';
import type { Store } from '../store/store.js';
import type { RingShape } from '../wire/ringing.js';

/** Whom the hub has rung for an approval, and who answered: for the officer who waits. */
@Controller('api/v1')
export class RingsController {
  constructor(@Inject(tokens.store) private readonly store: Store) {}

  @Get('versions/:id/rings')
  @Access('signed-in')
  async rings(@Param('id') id: string): Promise<readonly RingShape[]> {
    const rings = await listRings(this.store.read, id);
    return rings.map(({ officerId: _id, ...ring }) => ring);
  }
}
