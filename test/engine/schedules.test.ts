import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestStore, type TestStore } from '../support/store.js';
import { invariants, type Invariant } from './schedules/check.js';
import { factsOf } from './schedules/facts.js';
import { allRules } from './schedules/rules.js';
import { explain, mutants, playMany, type Tally } from './schedules/run.js';
import { shrink, stepsOf } from './schedules/schedule.js';
import { replay } from './schedules/sql-replay.js';
import { storeWithout } from './support.js';

/** As many as CI has time for; `npm run chaos` plays a million. */
const count = 10_000;

describe('deliveries under random schedules of hubs, crashes, a nasty network, clocks and officers', () => {
  let tally: Tally;
  beforeAll(() => {
    tally = playMany(1, count);
  }, 60_000);

  const holds = (invariant: Invariant) => {
    if (tally.broken[invariant] > 0 && tally.first) throw new Error(explain(tally.first));
  };
  test('NoLoss: every delivery settles, or waits for a person under an open task', () => holds('NoLoss'));
  test('NoPhantom: no call leaves that was not committed, and none for nothing issued', () =>
    holds('NoPhantom'));
  test('SingleSuccess: no delivery is recorded as a success twice', () => holds('SingleSuccess'));
  test('OnceEffect: a call that goes again under its key has one effect', () => holds('OnceEffect'));
  test('BoundedUnsure: no effect is repeated unless the hub knew that it did not know', () =>
    holds('BoundedUnsure'));
  test('Fence: who no longer holds a delivery neither writes nor sends', () => holds('Fence'));
  test('NoStale: nothing leaves after its expiry, or by itself after a clock stood behind', () =>
    holds('NoStale'));
  test('Order: no older version leaves to a target after a newer one', () => holds('Order'));

  test.each(mutants)('$breaks, control: without $without it is broken', ({ rules, breaks }) => {
    const broken = { ...allRules, ...rules };
    const found = playMany(1, count, broken, (findings) => findings[breaks] !== undefined);
    expect(found.broken[breaks]).toBe(1);
  });

  test('every invariant has a control', () => {
    expect(new Set<Invariant>(mutants.map(({ breaks }) => breaks))).toEqual(new Set(invariants));
  });

  test('a broken schedule is told in few steps', () => {
    const rules = { ...allRules, lease: 'pending' } as const;
    const found = playMany(1, count, rules, ({ BoundedUnsure }) => BoundedUnsure !== undefined);
    const seed = found.first?.seed ?? 0;
    const steps = shrink(seed, rules, Object.keys(found.first?.findings ?? {})[0] as Invariant);
    expect(steps.length).toBeLessThan(stepsOf(seed).length / 3);
  });
});

describe('the same schedules, statement by statement, on the real SQL', () => {
  let it: TestStore;
  let played = 0;
  beforeAll(async () => {
    it = await openTestStore();
  });
  afterAll(() => it.close());
  /** The store's log stays: each schedule begins ten days after the one before. */
  const factsFor = (seed: number) => factsOf(seed, 1_800_000_000_000 + ++played * 864_000_000);

  test('every answer and every row is the model’s', async () => {
    for (let seed = 1; seed <= 100; seed++)
      expect({ seed, difference: await replay(it.store, factsFor(seed)) }).toEqual({
        seed,
        difference: null,
      });
  }, 120_000);

  test('control: a store that forgets a piece of its SQL is told from the model', async () => {
    const forgetful = storeWithout(it.store, "AND deliveries.state IN ('sending', 'unsure')");
    const unfenced = storeWithout(forgetful, 'AND deliveries.fence = lot.fence');
    let difference: string | null = null;
    for (let seed = 1; seed <= 200 && difference === null; seed++)
      difference = await replay(unfenced, factsFor(seed));
    expect(difference).toMatch(/^statement \d+ record/);
  }, 120_000);
});
