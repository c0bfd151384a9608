import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Limits } from '../domain/channel.js';
import type { Claimed } from '../store/claim.store.js';
import { callsOfLot, cutIntoCalls, toBound, toNewCalls } from './calls.js';
import { createPace } from './pace.js';

const limits = (targetsPerCall: number, keyLife = 0) => ({ targetsPerCall, keyLife }) as Limits;
const row = (id: number, more: Partial<Claimed> = {}): Claimed => ({
  id,
  versionId: 'v',
  renderingId: 'r',
  target: `t${id}`,
  attempts: 1,
  fence: 1,
  expiresAt: 1,
  callId: null,
  callSize: null,
  rank: 0,
  ...more,
});
const ids = () => {
  let n = 0;
  return () => `new ${++n}`;
};
const cut = (rows: readonly Claimed[], by: Limits) => cutIntoCalls(rows, by, 0, ids());
const shape = (rows: readonly Claimed[], by: Limits) =>
  cut(rows, by).map((call) => [call.id, call.rows.map(({ id }) => id)]);
const part = (ids: readonly number[], callId: string, callSize: number) =>
  ids.map((id) => row(id, { callId, callSize }));

describe('cutIntoCalls', () => {
  test('every row is in exactly one call, none too large, one version and rendering each', () => {
    const facts = fc.array(
      fc.record({ versionId: fc.constantFrom('a', 'b'), renderingId: fc.constantFrom('x', 'y') }),
    );
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 7 }), (all, most) => {
        const rows = all.map((more, id) => row(id, more));
        const calls = cut(rows, limits(most));
        expect(calls.flatMap((call) => call.rows).sort((a, b) => a.id - b.id)).toEqual(rows);
        const groups = new Set(all.map(({ versionId, renderingId }) => versionId + renderingId)).size;
        // Plain calls share the row in which they were committed.
        expect(new Set(calls.map(({ id }) => id)).size).toBe(most === 1 ? groups : calls.length);
        for (const call of calls) {
          expect(call.rows.length).toBeLessThanOrEqual(most);
          for (const { versionId, renderingId } of call.rows)
            expect([versionId, renderingId]).toEqual([call.versionId, call.renderingId]);
        }
      }),
    );
  });

  test('OnceEffect: a whole call that is repeated keeps its id, and so its key', () => {
    expect(shape([...part([1, 2], 'earlier', 2), row(3)], limits(10, 1000))).toEqual([
      ['earlier', [1, 2]],
      ['new 1', [3]],
    ]);
  });

  test('a part of an earlier call is never sent under its key', () => {
    expect(shape(part([1, 2], 'earlier', 3), limits(10, 1000))).toEqual([['new 1', [1, 2]]]);
  });

  test('rows of different earlier calls are never mixed under one key', () => {
    expect(shape([...part([1], 'a', 1), ...part([2], 'b', 1)], limits(10, 1000))).toEqual([
      ['a', [1]],
      ['b', [2]],
    ]);
  });

  test('plain calls are committed in one row with every member, calls of several targets in a row each', () => {
    const rows = [row(1), row(2), row(3, { renderingId: 'other' })];
    const members = (by: Limits) => toNewCalls(cut(rows, by)).map((call) => call.members.map(([id]) => id));
    expect(members(limits(1))).toEqual([[1, 2], [3]]);
    expect(members(limits(10, 1000))).toEqual([[1, 2], [3]]);
    expect(members(limits(1, 1000))).toEqual([[1], [2], [3]]);
  });

  test('a repeated call is not committed twice', () => {
    const calls = cut([...part([1, 2], 'earlier', 2), row(3)], limits(10, 1000));
    expect(toNewCalls(calls).map(({ id }) => id)).toEqual(['new 1']);
    expect(toBound(calls).map(({ id, callId }) => [id, callId])).toEqual([
      [1, 'earlier'],
      [2, 'earlier'],
      [3, 'new 1'],
    ]);
  });

  test('without a key every repeat is a call of its own', () => {
    expect(shape(part([1], 'earlier', 1), limits(1))).toEqual([['new 1', [1]]]);
  });
});

describe('how much is claimed at once', () => {
  test.each([
    ['a quarter of a second as it really goes, so that a crash leaves little unsure', 400, 16, 400, 100],
    ['less where the provider or the machine is slower than its rate', 5_000, 16, 800, 200],
    ['enough for all connections, also when nothing has gone yet', 100, 64, 0, 64],
    ['a second of a slow provider at most, so that no lease waits for the rate', 3, 64, 3, 3],
    ['one call of a provider that takes less than one a second', 0.2, 1, 0.2, 1],
    ['never more than one transaction may hold', 50_000, 64, 50_000, 2_500],
  ])('%s', (_, callsPerSecond, concurrency, pace, calls) => {
    expect(callsOfLot({ callsPerSecond, concurrency }, pace)).toBe(calls);
  });
});

test('the pace of calls rises at once, falls by halves, and learns nothing from a moment', () => {
  const pace = createPace(0);
  const after = (calls: number, at: number): number => {
    for (let i = 0; i < calls; i += 1) pace.count();
    return pace.read(at);
  };
  expect(after(64, 4)).toBe(0);
  expect(after(36, 20)).toBe(5_000);
  expect(after(10, 30)).toBe(3_000);
  expect(after(0, 1_030)).toBe(1_500);
  expect(after(100, 1_040)).toBe(10_000);
});
