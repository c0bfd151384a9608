import { Controller, Get, Inject } from '@nestjs/common';
import { Access } from '../platform/access.js';
import { tokens } from '../platform/tokens.js';
import { countAddresses, countResidents } from '../store/resident.store.js';
import type { Store } from '../store/store.js';
import type { ResidentCountsShape } from '../wire/residents.js';

/** What officers may know of the register as a whole. */
@Controller('api/v1/residents')
export class ResidentsController {
  constructor(@Inject(tokens.store) private readonly store: Store) {}

  @Get('counts')
  @Access('signed-in')
  async counts(): Promise<ResidentCountsShape> {
    const { read } = this.store;
    return { people: await countResidents(read), addresses: await countAddresses(read) };
  }
}
