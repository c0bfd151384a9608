import type { Limits } from '../../../src/domain/channel.js';
import { seeded } from '../../support/seeded.js';

/** What a schedule takes place in. */
export interface Facts {
  readonly seed: number;
  /** When it begins, milliseconds UTC. */
  readonly begin: number;
  readonly limits: Limits;
  readonly canResolve: boolean;
  readonly targets: readonly string[];
  /** Hub processes at most; one on SQLite. */
  readonly processes: number;
  /** Rows that one look at the unsure takes. */
  readonly unsureLot: number;
}

/** 2027-01-15; each replayed schedule begins days after the one before. */
const epoch = 1_800_000_000_000;

export function factsOf(seed: number, begin = epoch): Facts {
  const random = seeded(seed);
  const pick = <T>(...from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const limits: Limits = {
    unit: 'segments',
    size: 5,
    languagesPerPost: 1,
    targetsPerCall: pick(1, 1, 2, 3),
    callsPerSecond: 100,
    concurrency: 2,
    timeout: pick(2_000, 10_000),
    keyLife: pick(0, 0, 60_000, 3_600_000),
    canCancel: false,
  };
  return {
    seed,
    begin,
    limits,
    canResolve: pick(true, false),
    targets: ['a', 'b', 'c', 'd'].slice(0, pick(1, 2, 3, 4)),
    processes: pick(1, 1, 2, 3),
    unsureLot: pick(2, 200, 200),
  };
}
