import { describe, expect, test } from '@jest/globals';
import { loadTown } from '../platform/town.js';
import { checkRefuges, hazardsOfShelter, refugesIn, refusalToOpenAt, unfitFor } from './shelter.js';

const town = loadTown('config', 'hatoyama');
const named = (ja: string, type: string) => {
  const found = town.shelters.find((one) => one.name.ja === ja && one.type === type);
  if (found === undefined) throw new Error(`the town has no ${type} ${ja}`);
  return found;
};
const annex = named('鳩山町中央公民館石坂分館', 'emergency');
const hall = named('鳩山町ふれあいセンター', 'emergency');
const hallAsShelter = named('鳩山町ふれあいセンター', 'evacuation');
const home = town.shelters.find(({ type }) => type === 'welfare') ?? hall;
const shelters = { type: 'shelters', required: false } as const;
const order = { slots: { shelters } };

describe('what a building is designated for', () => {
  test('a shelter has the hazards of the emergency site of its name', () =>
    expect(hazardsOfShelter(hallAsShelter, town)).toEqual(hall.hazards));
  test('also where a space parts the two spellings', () =>
    expect(hazardsOfShelter(named('学校法人東京電機大学埼玉鳩山キャンパス', 'evacuation'), town)).toContain(
      'flood',
    ));
  test('a welfare shelter has none', () => expect(hazardsOfShelter(home, town)).toEqual([]));
  test('the annex is not for earthquakes', () => {
    expect(unfitFor(annex, town, ['flood', 'earthquake'])).toBe('earthquake');
    expect(unfitFor(annex, town, ['flood', 'landslide'])).toBeNull();
  });
  test('water of a dam is a flood', () => expect(unfitFor(hall, town, ['dam'])).toBeNull());
});

describe('a message that sends people to a shelter', () => {
  const check = (
    slots: Parameters<typeof checkRefuges>[1],
    inForce: Parameters<typeof checkRefuges>[3] = [],
  ) => checkRefuges(order, slots, town, inForce)?.refused ?? null;
  test('fit for its hazard', () => expect(check({ hazard: 'flood', shelters: [annex.id] })).toBeNull());
  test('unfit for its hazard', () =>
    expect(check({ hazard: 'earthquake', shelters: [hall.id, annex.id] })).toBe('shelter.unfit'));
  test('unfit for one of its orders', () =>
    expect(
      check({
        orders: [{ level: 4, hazard: 'storm-surge', districts: ['sue'] }],
        shelters: [hall.id],
      }),
    ).toBe('shelter.unfit'));
  test('fit for its hazard, unfit for another in force', () =>
    expect(check({ hazard: 'flood', shelters: [annex.id] }, ['earthquake'])).toBe('shelter.unfit-in-force'));
  test('without a hazard of its own, unfit for one in force', () =>
    expect(check({ shelters: [home.id] }, ['landslide'])).toBe('shelter.unfit-in-force'));
  test('one that closes may close whatever is in force', () => {
    const closing = { slots: { shelters: { ...shelters, refuge: false } } };
    expect(checkRefuges(closing, { shelters: [home.id] }, town, ['landslide'])).toBeNull();
    expect(refugesIn(closing, { shelters: [home.id] })).toEqual([]);
  });
});

test('an opening is foretold for the next two days', () => {
  const now = 1_795_900_000_000;
  const at = (opensAt: number) => refusalToOpenAt({ state: 'opening', opensAt }, now)?.refused ?? null;
  expect(at(now + 3_600_000)).toBeNull();
  expect(at(now - 120_000)).toBe('shelter.bad-opening-time');
  expect(at(now + 49 * 3_600_000)).toBe('shelter.bad-opening-time');
  expect(refusalToOpenAt({ state: 'open' }, now)).toBeNull();
});
