import { describe, expect, test } from '@jest/globals';
import { play, type Broken, type Rules } from './schedules.js';

/** 10,000 schedules; as many as CHAOS_RUNS says on a machine with time. */
const runs = Number(process.env['CHAOS_RUNS'] ?? 10_000);
const whole = { NoLoss: 0, SingleSuccess: 0, Fence: 0, OnceEffect: 0, BoundedUnsure: 0 };
const rules: Rules = { fence: true, guard: true, lease: 'unsure', policy: true };

/** Plays `count` schedules and counts the broken invariants; the seed of the first bad one is printed on failure. */
function broken(given: Rules, count: number): Record<keyof Broken, number> {
  const sum = { ...whole };
  for (let seed = 1; seed <= count; seed++) {
    const found = play(seed, given);
    for (const name of Object.keys(sum) as (keyof Broken)[]) sum[name] += found[name] ? 1 : 0;
  }
  return sum;
}

describe('a delivery under random schedules of two workers, crashes, lost and late answers, leases and resolvers', () => {
  test('NoLoss, SingleSuccess, Fence, OnceEffect and BoundedUnsure hold', () => {
    for (let seed = 1; seed <= runs; seed++) {
      const found = play(seed, rules);
      if (Object.values(found).some(Boolean)) throw new Error(`seed ${seed}: ${JSON.stringify(found)}`);
    }
  });

  test('control: without the fence a late worker changes what another one holds', () => {
    expect(broken({ ...rules, fence: false }, 2000).Fence).toBeGreaterThan(0);
  });

  test('control: without fence and state in the statement a second success is recorded', () => {
    expect(broken({ ...rules, fence: false, guard: false }, 2000).SingleSuccess).toBeGreaterThan(0);
  });

  test('control: with a lease that ran out taken for pending, it is sent twice without knowing', () => {
    expect(broken({ ...rules, lease: 'pending' }, 2000).BoundedUnsure).toBeGreaterThan(0);
  });

  test('control: with nothing done about the unsure it is lost', () => {
    expect(broken({ ...rules, policy: false }, 2000).NoLoss).toBeGreaterThan(0);
  });
});
