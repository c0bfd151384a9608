import { describe, expect, test } from '@jest/globals';
import { paths } from '../platform/paths.js';
import { sha256 } from '../platform/digest.js';
import { loadTown } from '../platform/town.js';
import { readSubscriptionTarget } from '../wire/web-push.js';
import { generateResidents } from './generate.js';

const { population } = loadTown(paths.config, 'hatoyama');
const residents = [...generateResidents(population)];
const share = (part: number) => part / residents.length;
const addresses = residents.flatMap((resident) => resident.addresses);

describe('the drill town’s residents', () => {
  test('are 13,000, spread over the districts as the town says', () => {
    expect(residents).toHaveLength(13_000);
    const counted = Object.fromEntries(
      [...Map.groupBy(residents, ({ district }) => district)].map(([code, people]) => [code, people.length]),
    );
    expect(counted).toEqual(population);
  });

  test('are the same people on every machine', () => {
    expect([...generateResidents(population)]).toEqual(residents);
    expect([...generateResidents(population, 1)]).not.toEqual(residents);
  });

  test('speak six languages in believable shares, most of them Japanese', () => {
    const speak = (language: string) => share(residents.filter((one) => one.language === language).length);
    expect(speak('ja')).toBeCloseTo(0.905, 1);
    for (const [language, expected] of [
      ['ja-easy', 0.055],
      ['en', 0.012],
      ['zh-Hans', 0.012],
      ['vi', 0.01],
      ['ne', 0.006],
    ] as const)
      expect(Math.abs(speak(language) - expected)).toBeLessThan(0.005);
  });

  test('have apps and numbers in believable shares, each address once', () => {
    const having = (channel: string) =>
      share(residents.filter((one) => one.addresses.some((address) => address.channel === channel)).length);
    expect(having('push')).toBeCloseTo(0.38, 1);
    expect(having('sms')).toBeCloseTo(0.52, 1);
    expect(Math.abs(having('web-push') - 0.02)).toBeLessThan(0.005);
    expect(Math.abs(having('voice') - 0.015)).toBeLessThan(0.004);
    expect(new Set(addresses.map(({ target }) => target)).size).toBe(addresses.length);
  });

  test('have numbers that no carrier assigns, so that a leak could ring nobody', () => {
    const numbers = addresses.filter(({ channel }) => channel === 'sms').map(({ target }) => target);
    expect(numbers.every((number) => /^\+81900\d{7}$/.test(number))).toBe(true);
    const landlines = addresses.filter(({ channel }) => channel === 'voice').map(({ target }) => target);
    expect(landlines.every((number) => /^\+81490\d{6}$/.test(number))).toBe(true);
  });

  test('have browsers at a push service that no name leads to', () => {
    const browsers = addresses.filter(({ channel }) => channel === 'web-push').map(({ target }) => target);
    expect(browsers.map((target) => readSubscriptionTarget(target)?.endpoint)).toEqual(
      browsers.map(() => expect.stringMatching(/^https:\/\/push\.drill\.invalid\//)),
    );
    expect(browsers.length).toBeGreaterThan(100);
  });

  test('kept their tokens and numbers when other channels came: nobody’s earlier address has changed', () => {
    const first = ['push', 'sms'];
    const earlier = residents.flatMap((one) =>
      one.addresses.filter(({ channel }) => first.includes(channel)),
    );
    expect(sha256(JSON.stringify(earlier))).toBe(
      'c27bbae6ad31bd3520d5ec4cbb5022944076feae5a6181957620fd5eb5927487',
    );
  });
});
