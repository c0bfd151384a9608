import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRings, type RingingFacts, type Rung } from './ringing.js';

const now = 1_800_000_000_000;
const nextAfter = 45_000;
const call = (officerId: string, more: Partial<Rung> = {}): Rung => ({
  ...{ officerId, channel: 'voice', round: 1, state: 'ringing', at: now, answeredAt: null },
  ...more,
});
const facts = (more: Partial<RingingFacts> = {}): RingingFacts => ({
  ...{ level: 3, order: ['a', 'b', 'c'], rung: [], now, nextAfter, by: 'voice' },
  ...more,
});

describe('ringing the approvers', () => {
  test('the first of the town’s order is rung at once', () =>
    expect(nextRings(facts())).toEqual({ officers: ['a'], round: 1 }));

  test.each([4, 5])('everybody is rung at once at level %d', (level) =>
    expect(nextRings(facts({ level }))).toEqual({ officers: ['a', 'b', 'c'], round: 1 }),
  );

  test('the next one is rung when nobody has answered for long enough, and not before', () => {
    expect(nextRings(facts({ rung: [call('a', { at: now - nextAfter + 1 })] }))).toBeNull();
    expect(nextRings(facts({ rung: [call('a', { at: now - nextAfter })] }))?.officers).toEqual(['b']);
  });

  test.each(['silent', 'failed'] as const)('a call that ended %s is followed by the next at once', (state) =>
    expect(nextRings(facts({ rung: [call('a', { state })] }))?.officers).toEqual(['b']),
  );

  test('an SMS beside the call says nothing about it', () =>
    expect(
      nextRings(facts({ rung: [call('a'), call('a', { channel: 'sms', state: 'failed' })] })),
    ).toBeNull());

  test('who answers holds the others for three minutes', () => {
    const answered = (at: number) => [call('a', { state: 'answered', at: now - 600_000, answeredAt: at })];
    expect(nextRings(facts({ level: 5, rung: answered(now - 179_000) }))).toBeNull();
    expect(nextRings(facts({ rung: answered(now - 181_000) }))?.officers).toEqual(['b']);
  });

  test('the list begins again while nobody answers', () => {
    const all = ['a', 'b', 'c'].map((id) => call(id, { state: 'silent', at: now - nextAfter }));
    expect(nextRings(facts({ rung: all }))).toEqual({ officers: ['a'], round: 2 });
    expect(nextRings(facts({ level: 4, rung: all }))).toEqual({ officers: ['a', 'b', 'c'], round: 2 });
    expect(nextRings(facts({ rung: all.map((one) => ({ ...one, at: now - 1 })) }))).toBeNull();
  });

  describe('where the town has SMS alone', () => {
    const sent = (officerId: string, more: Partial<Rung> = {}) =>
      call(officerId, { channel: 'sms', state: 'silent', ...more });
    const bySms = (rung: readonly Rung[], more: Partial<RingingFacts> = {}) =>
      nextRings(facts({ by: 'sms', rung, ...more }));

    test('the next one is written to when the first has had time, and not before', () => {
      expect(bySms([])).toEqual({ officers: ['a'], round: 1 });
      expect(bySms([sent('a', { at: now - nextAfter + 1 })])).toBeNull();
      expect(bySms([sent('a', { at: now - nextAfter })])).toEqual({ officers: ['b'], round: 1 });
    });

    test('at once where the SMS could not be sent', () =>
      expect(bySms([sent('a', { state: 'failed' })])?.officers).toEqual(['b']));

    test('the list begins again, everybody’s at levels 4 and 5', () => {
      const all = ['a', 'b', 'c'].map((id) => sent(id, { at: now - nextAfter }));
      expect(bySms(all)).toEqual({ officers: ['a'], round: 2 });
      expect(bySms([], { level: 4 })).toEqual({ officers: ['a', 'b', 'c'], round: 1 });
      expect(bySms(all, { level: 4 })).toEqual({ officers: ['a', 'b', 'c'], round: 2 });
      expect(bySms(all.map((one) => ({ ...one, at: now - 1 })))).toBeNull();
    });
  });

  test('nobody is rung where nobody else may approve', () =>
    expect(nextRings(facts({ order: [] }))).toBeNull());

  test('in every history nobody is rung twice in one round, and only who is on the list', () => {
    const state = fc.constantFrom('ringing', 'silent', 'failed', 'answered');
    fc.assert(
      fc.property(
        fc.array(fc.record({ state, wait: fc.integer({ min: 0, max: 200_000 }) }), { maxLength: 30 }),
        fc.constantFrom(null, 3, 4, 5),
        fc.constantFrom('voice', 'sms'),
        (steps, level, by) => {
          const rung: Rung[] = [];
          let at = now;
          for (const { state: ended, wait } of steps) {
            const next = nextRings(facts({ level, rung, now: at, by }));
            for (const id of next?.officers ?? []) {
              expect(['a', 'b', 'c']).toContain(id);
              expect(rung.some((one) => one.officerId === id && one.round === next?.round)).toBe(false);
              rung.push(
                call(id, {
                  channel: by,
                  state: ended as Rung['state'],
                  at,
                  round: next?.round ?? 0,
                  answeredAt: ended === 'answered' ? at : null,
                }),
              );
            }
            at += wait;
          }
        },
      ),
    );
  });
});
