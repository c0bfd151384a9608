import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../platform/config-error.js';
import { paths } from '../platform/paths.js';
import { loadScenario, scenarioIds } from './load-scenario.js';

const config = mkdtempSync(join(tmpdir(), 'todoku-scenarios-'));
afterAll(() => rmSync(config, { recursive: true }));

const step = (id: string, at: string, action: object) => ({ id, at, action });
const call = { do: 'call', text: '通報', source: '住民' };
const expectation = { id: 'e', text: 'e', by: '0:05', that: { is: 'log', contains: '通報' } };
const base = {
  title: { ja: '試験', en: 'Test' },
  startsAt: '2026-07-11T00:30:00+09:00',
  steps: [step('one', '0:01', call)],
  expectations: [expectation],
};

/** What loading a scenario complains of; JSON is YAML. */
function faultsOf(scenario: object): readonly string[] {
  mkdirSync(join(config, 'scenarios', 'night'), { recursive: true });
  writeFileSync(join(config, 'scenarios', 'night', 'scenario.yaml'), JSON.stringify(scenario));
  try {
    loadScenario(config, 'night');
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('the shipped scenarios load', () => {
  expect(scenarioIds(paths.config)).toEqual(expect.arrayContaining(['earthquake', 'night-landslide']));
  for (const id of scenarioIds(paths.config))
    expect(loadScenario(paths.config, id).steps.length).toBeGreaterThan(2);
});

test('times are milliseconds after the start, and an expectation counts from the start unless told otherwise', () => {
  const late = { ...expectation, id: 'late', from: '0:02', by: '1:02:03' };
  expect(faultsOf({ ...base, expectations: [expectation, late] })).toEqual([]);
  expect(loadScenario(config, 'night')).toMatchObject({
    id: 'night',
    startsAt: Date.UTC(2026, 6, 10, 15, 30),
    steps: [{ id: 'one', at: 60_000, action: { ...call, personal: null } }],
    expectations: [
      { from: 0, by: 300_000 },
      { from: 120_000, by: 3_723_000 },
    ],
  });
});

describe('faults are told by path', () => {
  test.each<[string, object, RegExp]>([
    ['no steps', { ...base, steps: [] }, /^night: steps: /],
    ['a time that is none', { ...base, steps: [step('one', 'noon', call)] }, /^night: steps\.0\.at: /],
    ['a start without a zone', { ...base, startsAt: '2026-07-11T00:30:00' }, /^night: startsAt: /],
    [
      'an unknown action',
      { ...base, steps: [step('one', '0:01', { do: 'sing' })] },
      /^night: steps\.0\.action/,
    ],
    ['an unknown field', { ...base, mood: 'grim' }, /^night: : |^night: /],
    [
      'time that runs backwards',
      { ...base, steps: [step('one', '0:02', call), step('two', '0:01', call)] },
      /^night: steps\.two: is earlier/,
    ],
    [
      'a telegram that is not there',
      { ...base, steps: [step('one', '0:01', { do: 'telegram', file: 'x.xml' })] },
      /^night: steps\.one: no file x\.xml$/,
    ],
    [
      'a draft that nobody opened',
      { ...base, steps: [step('one', '0:01', { do: 'submit', as: 'duty', draft: 'ghost' })] },
      /^night: steps\.one: no earlier step opens/,
    ],
    [
      'a share above all',
      {
        ...base,
        expectations: [{ ...expectation, that: { is: 'delivered', draft: 'a', channel: 'sms', share: 1.5 } }],
      },
      /^night: expectations\.0\.that\.share: /,
    ],
  ])('%s', (_situation, scenario, fault) => {
    expect(faultsOf(scenario)).toEqual([expect.stringMatching(fault)]);
  });

  test.each(['', '../towns', 'NIGHT', 'nowhere'])('a folder "%s"', (id) =>
    expect(() => loadScenario(config, id)).toThrow(ConfigError),
  );
});
