/**
 * The whole night at 30×, in a file of its own: five minutes. At 60× a quiet machine of two cores keeps
 * every window too; this one runs beside others, and the narrowest window is two minutes of the night.
 */
import { expect, jest, test } from '@jest/globals';
import type { DrillShape } from '../../src/wire/drill.js';
import { todoku } from './command.js';

jest.setTimeout(600_000);

test('the night of landslides passes at 30×, every expectation in its time', async () => {
  const { code, out } = await todoku(['drill', 'run', 'night-landslide', '--speed', '30', '--json']);
  const result = JSON.parse(out) as DrillShape;
  expect(result.refusals).toEqual([{ step: 'approve-own', code: 'approve.own-submission' }]);
  const start = Date.parse('2026-07-11T00:30:00+09:00');
  const metAfter = Object.fromEntries(
    result.expectations.map(({ id, metAt }) => [id, metAt === null ? null : (metAt - start) / 60_000]),
  );
  // Minutes of the night in which each must have come: not before its step, not after its deadline.
  const window: Readonly<Record<string, readonly [number, number]>> = {
    'sees-l3': [20, 24],
    'four-eyes': [27, 28],
    'l3-issued': [28, 30],
    'l3-heard': [28, 40],
    'l4-issued': [59, 62],
    'l4-level': [59, 62],
    'l4-phones': [59, 79],
    'road-logged': [68, 75],
    'l5-issued': [83, 85],
    'l5-level': [83, 90],
    'part-lifted': [128, 132],
    'rest-stands': [129, 132],
    'all-lifted': [141, 145],
    'lift-told': [141, 160],
  };
  expect(Object.keys(metAfter).sort()).toEqual(Object.keys(window).sort());
  const outside = Object.entries(metAfter).filter(([id, at]) => {
    const [from, by] = window[id] ?? [0, 0];
    return at === null || at < from || at > by;
  });
  expect(outside).toEqual([]);
  expect([code, result.passed, result.state, result.step]).toEqual([0, true, 'ended', result.steps]);
});
