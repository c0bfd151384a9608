import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliveryStates, type DeliveryState } from '../../src/domain/delivery.js';
import { readProgress } from '../../src/store/progress.store.js';
import { issue, openTestStore, targetsOf, type TestStore } from '../support/store.js';

const issuedAt = 1_800_000_000_000;
let it: TestStore;
beforeEach(async () => {
  it = await openTestStore();
});
afterEach(() => it.close());

/** What may stand in a delivery's row; whether a state can have been handed on is the engine's business. */
interface Facts {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Milliseconds after the issue. */
  readonly after: number | null;
}
const facts: fc.Arbitrary<Facts> = fc.record({
  state: fc.constantFrom(...deliveryStates),
  attempts: fc.nat(3),
  after: fc.option(fc.nat(5000)),
});

/** The slow way: every number from the list itself. */
function told(all: readonly Facts[]) {
  const times = all.flatMap(({ after }) => after ?? []).sort((one, other) => one - other);
  const within = (share: number) =>
    (Math.floor((times[Math.ceil(times.length * share) - 1] ?? 0) / 100) + 1) * 100;
  const last = times.at(-1);
  return {
    targets: all.length,
    counts: Object.fromEntries(
      deliveryStates.map((state) => [state, all.filter((one) => one.state === state).length]),
    ),
    retried: all.filter(({ attempts }) => attempts > 1).length,
    firstHandOffAt: times[0] === undefined ? null : issuedAt + times[0],
    lastHandOffAt: last === undefined ? null : issuedAt + last,
    took: last === undefined ? null : { p50: within(0.5), p95: within(0.95) },
  };
}

test('counts, hand-offs and how long they took are those of the deliveries, whatever their states', async () => {
  const { store } = it;
  await fc.assert(
    fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 40 }), async (all) => {
      const { versionId } = await issue(store, {
        channel: 'sms',
        targets: targetsOf(all.length),
        now: issuedAt,
      });
      const rows = await store.read.sql<{ id: number }>(
        'SELECT id FROM deliveries WHERE version_id = $1 ORDER BY id',
        versionId,
      );
      await store.write(async (tx) => {
        for (const [at, { state, attempts, after }] of all.entries())
          await tx.sql(
            'UPDATE deliveries SET state = $1, attempts = $2, accepted_at = $3 WHERE id = $4',
            ...[state, attempts, after === null ? null : issuedAt + after, rows[at]?.id ?? 0],
          );
      });
      expect(await readProgress(store.read, versionId)).toEqual([{ channel: 'sms', ...told(all) }]);
    }),
    { numRuns: 50 },
  );
});
