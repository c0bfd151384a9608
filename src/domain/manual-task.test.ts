import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliveryStates } from './delivery.js';
import { manualState, refusalToTick, takesPlaceOf, type ManualFacts } from './manual-task.js';
import type { Officer } from './officer.js';

const duty: Officer = { id: 'o1', name: '当直', roles: ['drafter'] };
const reader: Officer = { id: 'o2', name: '閲覧', roles: ['reader'] };
const now = 1_000_000_000;
const stop = (id: string) => ({ id, name: id, reading: id });
const facts = (changes: Partial<ManualFacts> = {}): ManualFacts => ({
  state: 'accepted',
  duty: {
    ...{ id: 'heads', type: 'calls', name: '区長', reading: 'くちょう', districts: ['okuda'] },
    stops: [stop('a'), stop('b')],
    invented: true,
  },
  issuedAt: now - 600_000,
  expiresAt: now + 600_000,
  marked: [],
  ...changes,
});
const asked = (of: ManualFacts, act: Parameters<typeof refusalToTick>[1], who = duty) =>
  refusalToTick(of, act, who, now)?.refused ?? null;

describe('a tick', () => {
  test.each([
    ['superseded', 'manual.withdrawn'],
    ['expired', 'manual.expired'],
    ['delivered', 'manual.not-open'],
    ['refused', 'manual.not-open'],
    ['pending', 'manual.not-open'],
    ['held', 'manual.not-open'],
  ] as const)('on a task that is %s is refused as %s, whatever it says', (state, code) => {
    for (const act of ['begin', 'mark', 'done', 'could-not'] as const)
      expect(asked(facts({ state, marked: ['a', 'b'] }), { act, at: now })).toBe(code);
  });

  test('is a drafter’s or approver’s, not a reader’s', () => {
    expect(asked(facts(), { act: 'could-not', at: now })).toBeNull();
    expect(asked(facts(), { act: 'could-not', at: now }, reader)).toBe('officer.not-on-duty');
  });

  test('may be entered late, also after the expiry, but nothing is begun then', () => {
    const over = facts({ expiresAt: now - 1, marked: ['a', 'b'] });
    expect(asked(over, { act: 'done', at: now - 60_000 })).toBeNull();
    expect(asked(over, { act: 'begin', at: now })).toBe('manual.expired');
  });

  test('is no earlier than the issue and not in the future', () => {
    for (const at of [now - 700_000, now + 61_000])
      expect(asked(facts(), { act: 'could-not', at })).toBe('manual.bad-time');
  });

  test('closes a list of calls as done only when each call has its mark', () => {
    expect(asked(facts({ marked: ['', 'a'] }), { act: 'done', at: now })).toBe('manual.calls-open');
    expect(asked(facts({ marked: ['b', 'a'] }), { act: 'done', at: now })).toBeNull();
    const car = facts();
    expect(asked({ ...car, duty: { ...car.duty, type: 'car' } }, { act: 'done', at: now })).toBeNull();
  });
});

test('each state of a delivery is one of the board, and only an accepted one is to be done', () => {
  for (const state of deliveryStates)
    for (const marked of [true, false])
      expect(['to-do', 'under-way'].includes(manualState(state, marked))).toBe(state === 'accepted');
});

test('a newer message takes the place of an older one exactly if it leaves out none of its districts', () => {
  const codes = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
  fc.assert(
    fc.property(codes, codes, (newer, older) => {
      expect(takesPlaceOf([...newer, ...older], older)).toBe(true);
      expect(takesPlaceOf(newer, older)).toBe(new Set([...newer, ...older]).size === newer.length);
    }),
  );
});
