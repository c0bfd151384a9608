import { beforeAll, describe, expect, test } from '@jest/globals';
import { whole } from './check.js';
import { controlRun, rowOf, spread } from './faults/nasty.js';
import { behaviours, runNasty, type NastyRun } from './nasty-cells.js';

describe('providers that misbehave, one behaviour a channel, through the real adapters', () => {
  let runs: NastyRun[];
  let control: NastyRun;
  beforeAll(async () => {
    // They mostly wait: all at once takes as long as one.
    const made = spread.map((cells, i) => runNasty({ cells, seed: i + 1, urgency: 4 }));
    [runs, control] = await Promise.all([Promise.all(made), controlRun(1)]);
  }, 120_000);

  test('every behaviour is tried', () => {
    const tried = new Set(spread.flatMap((cells) => Object.values(cells)));
    expect([...tried].sort()).toEqual(Object.keys(behaviours).sort());
  });

  test.each(spread.map((cells, i) => ({ i, name: Object.values(cells).join(', ') })))(
    'nothing is lost or doubled: $name',
    ({ i }) => {
      expect(runs[i]?.verdict).toEqual(whole);
      expect(runs[i]?.surprises).toEqual([]);
    },
  );

  test('control: an adapter that takes silence for "nothing left" doubles, and it is seen', () => {
    expect(control.verdict.BoundedUnsure.length).toBeGreaterThan(0);
    expect(rowOf(runs, control)).toMatchObject({ lost: 0, doubled: 0, control: 'red' });
  });
});
