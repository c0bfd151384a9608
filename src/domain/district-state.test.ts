import type { Town } from './town.js';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Effect } from './alert.js';
import {
  checkEffects,
  effectsOf,
  highestLevel,
  resolveDistricts,
  type OrderInForce,
} from './district-state.js';
import type { Level } from './hazard.js';
import type { Kind } from './kind.js';

const order = (level: Level, hazard: OrderInForce['hazard'] = 'landslide'): OrderInForce => ({
  district: 'okuda',
  hazard,
  level,
});
const effect = (level: Level | null, hazard: Effect['hazard'] = 'landslide'): Effect => ({
  district: 'okuda',
  hazard,
  level,
});
const refused = (effects: readonly Effect[], inForce: readonly OrderInForce[]) =>
  checkEffects(effects, inForce)?.refused ?? null;

describe('checkEffects', () => {
  test.each([
    // in force, wanted, refusal
    [null, 3, null],
    [null, 4, null],
    [null, 5, null],
    [null, null, 'state.lift-without-order'],
    [3, 3, null],
    [3, 4, null],
    [3, 5, null],
    [3, null, null],
    [4, 3, 'state.lower-than-in-force'],
    [4, 4, null],
    [4, 5, null],
    [4, null, null],
    [5, 3, 'state.lower-than-in-force'],
    [5, 4, 'state.lower-than-in-force'],
    [5, 5, null],
    [5, null, null],
  ] as const)('in force %s, then %s: %s', (before, wanted, refusal) => {
    expect(refused([effect(wanted)], before === null ? [] : [order(before)])).toBe(refusal);
  });

  test('an order for another hazard is no order to lift', () => {
    expect(refused([effect(null, 'flood')], [order(4)])).toBe('state.lift-without-order');
    expect(refused([effect(3, 'flood')], [order(5)])).toBeNull();
  });

  test('one district out of place refuses the whole, and is named', () => {
    const effects = [effect(null), { district: 'ohashi', hazard: 'landslide', level: null } as const];
    expect(checkEffects(effects, [order(4)])).toEqual({
      refused: 'state.lift-without-order',
      vars: { district: 'ohashi' },
    });
  });
});

describe('districts', () => {
  test('全域 is every district; codes the town does not know choose nothing', () => {
    const town = { districts: ['a', 'b'].map((code) => ({ code })) } as unknown as Town;
    expect(resolveDistricts('all', town)).toEqual(['a', 'b']);
    expect(resolveDistricts(['b', 'x'], town)).toEqual(['b']);
    expect(resolveDistricts([], town)).toEqual([]);
  });

  test('a district’s level is the highest of its hazards', () => {
    expect(highestLevel([])).toBeNull();
    const levels = fc.array(fc.constantFrom<Level>(1, 2, 3, 4, 5), { minLength: 1 });
    fc.assert(
      fc.property(levels, (all) => {
        expect(highestLevel(all.map((level) => order(level)))).toBe(Math.max(...all));
      }),
    );
  });
});

describe('effectsOf', () => {
  const kind = (effects: Kind['effects'], level: Level | null) => ({ effects, level }) as Kind;

  test('sets its level, lifts, or does nothing', () => {
    const slots = { hazard: 'flood' };
    expect(effectsOf(kind('set', 4), slots, ['a'])).toEqual([{ district: 'a', hazard: 'flood', level: 4 }]);
    expect(effectsOf(kind('lift', null), slots, ['a'])).toEqual([
      { district: 'a', hazard: 'flood', level: null },
    ]);
    expect(effectsOf(kind('none', null), slots, ['a'])).toEqual([]);
    expect(effectsOf(kind('set', 4), {}, ['a'])).toEqual([]);
  });
});
