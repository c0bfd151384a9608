import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDrill } from '../../src/drill/player.js';
import { isRefusal } from '../../src/domain/refusal.js';
import type { Expectation, Scenario, StepAction } from '../../src/domain/scenario.js';
import { paths } from '../../src/platform/paths.js';
import type { DrillShape } from '../../src/wire/drill.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import { todoku } from './command.js';
import * as step from './steps.js';

jest.setTimeout(240_000);
let hub: TestHub;
let duty: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
}, 60_000);
afterAll(() => hub?.close());

const minute = 60_000;
const scenario = (actions: readonly StepAction[], expectations: readonly Expectation[]): Scenario => ({
  id: 'earthquake',
  title: { ja: '試験', en: 'Test' },
  startsAt: Date.UTC(2026, 6, 10, 15),
  steps: actions.map((action, i) => ({ id: `step-${i}`, at: i * 1000, action })),
  expectations,
});
const expecting = (id: string, that: Expectation['that'], from = 0, by = 5 * minute): Expectation => ({
  id,
  text: id,
  from,
  by,
  that,
});

async function play(plan: Scenario): Promise<DrillShape> {
  const run = await startDrill(hub.hub.desk, plan, { speed: 60, configDir: paths.config });
  if (isRefusal(run)) throw new Error(run.refused);
  return run.result;
}

const decision = { by: '町長（架空）', means: 'phone' } as const;
const order: readonly StepAction[] = [
  {
    do: 'draft',
    as: 'duty',
    name: 'order',
    from: { kind: 'evacuation-instruction', slots: { hazard: 'landslide' }, districts: ['takanokura'] },
  },
  { do: 'edit', as: 'duty', draft: 'order', decision },
  { do: 'submit', as: 'duty', draft: 'order' },
  { do: 'approve', as: 'chief', draft: 'order' },
];
const level4 = { is: 'level', district: 'takanokura', level: 4 } as const;

describe('a drill’s result', () => {
  test('passes when everything expected came, and says when in scenario time', async () => {
    const result = await play(
      scenario(order, [
        // Twenty seconds of a machine that others share.
        expecting('level', level4, 0, 20 * minute),
        expecting('issued', { is: 'issued', kind: 'evacuation-instruction' }, 0, 20 * minute),
      ]),
    );
    expect(result).toMatchObject({ passed: true, state: 'ended', refusals: [], step: 4, steps: 4 });
    for (const { metAt, deadline } of result.expectations) {
      expect(metAt).toBeGreaterThan(Date.UTC(2026, 6, 10, 15) + 2000);
      expect(metAt).toBeLessThanOrEqual(deadline);
    }
    const kept = step.good(await duty.get<DrillShape[]>('/api/v1/drills'));
    expect(kept[0]).toEqual(result);
  });

  test('fails when one thing did not come in time; what came is told all the same', async () => {
    const never = expecting('never', { is: 'issued', kind: 'emergency-safety' }, 0, 10_000);
    const result = await play(scenario(order, [expecting('level', level4), never]));
    expect(result.passed).toBe(false);
    expect(result.expectations.map(({ id, met, metAt }) => [id, met, metAt === null])).toEqual([
      ['level', true, false],
      ['never', false, true],
    ]);
  });

  test('"no order in force" is not met before the order came', async () => {
    const none = { is: 'level', district: 'takanokura', level: null } as const;
    const result = await play(
      scenario(order, [expecting('early', none), expecting('after', none, 6 * minute, 6 * minute + 10_000)]),
    );
    expect(result.expectations.map(({ met }) => met)).toEqual([true, false]);
    expect(result.passed).toBe(false);
  });

  test('a refusal that nobody expected fails it; an expected one does not', async () => {
    const own: StepAction = { do: 'approve', as: 'duty', draft: 'order' };
    const actions = [...order.slice(0, 3), own, ...order.slice(3)];
    const refused = { is: 'refusal', step: 'step-3', code: 'approve.own-submission' } as const;
    const surprised = await play(scenario(actions, [expecting('level', level4)]));
    expect(surprised).toMatchObject({
      passed: false,
      refusals: [{ step: 'step-3', code: 'approve.own-submission' }],
    });
    const prepared = await play(scenario(actions, [expecting('level', level4), expecting('eyes', refused)]));
    expect(prepared).toMatchObject({ passed: true });
  });

  test('each begins on an empty table: nothing of the one before is in force, waits or is proposed', async () => {
    await play(scenario(order, [expecting('level', level4)]));
    expect(await step.levels(duty)).toEqual({ takanokura: 4 });
    const result = await play(
      scenario([], [expecting('clear', { is: 'level', district: 'takanokura', level: null })]),
    );
    expect(result.passed).toBe(true);
    expect(await step.levels(duty)).toEqual({});
  });
});

describe('drills of a hub', () => {
  test('one at a time; a leader stops it, and it has not passed', async () => {
    const started = await duty.send<DrillShape>('POST', '/api/v1/drills', {
      scenario: 'night-landslide',
      speed: 60,
    });
    expect(step.good(started)).toMatchObject({ state: 'running', passed: null, steps: 36 });
    const again = { as: duty, body: { scenario: 'earthquake', speed: 60 } };
    expect(await step.refusal(hub, 'POST', '/api/v1/drills', again)).toBe('409 drill.running');
    await until(async () => {
      const [running] = step.good(await duty.get<DrillShape[]>('/api/v1/drills'));
      return running && running.step > 1 ? running : null;
    });
    const path = `/api/v1/drills/${started.body.id}/stop`;
    const stopped = step.good(await duty.send<DrillShape>('POST', path, {}));
    expect(stopped).toMatchObject({ state: 'stopped', passed: false });
    expect(await step.refusal(hub, 'POST', path, { as: duty, body: {} })).toBe('409 drill.not-running');
  });

  test('a live hub plays none', async () => {
    const live = { ...hub.hub.desk, world: 'live' as const };
    const options = { speed: 60, configDir: paths.config };
    expect(await startDrill(live, scenario(order, []), options)).toEqual({ refused: 'drill.not-this-world' });
  });
});

describe('todoku drill run', () => {
  test('the earthquake passes at 15×: exit 0, and every expectation with its time', async () => {
    const { code, out } = await todoku(['drill', 'run', 'earthquake', '--speed', '15', '--json']);
    const result = JSON.parse(out) as DrillShape;
    expect(result.expectations.filter(({ met }) => !met)).toEqual([]);
    expect([code, result.passed, result.refusals]).toEqual([0, true, []]);
    for (const { metAt, deadline } of result.expectations) expect(metAt).toBeLessThanOrEqual(deadline);
  });

  test('one whose expectation cannot be met exits 1, and shows which', async () => {
    const root = mkdtempSync(join(tmpdir(), 'todoku-elsewhere-'));
    try {
      for (const part of [
        'bin',
        'scripts',
        'dist',
        'config',
        'locales',
        '.swcrc',
        'nest-cli.json',
        'package.json',
      ])
        cpSync(join(paths.root, part), join(root, part), { recursive: true, preserveTimestamps: true });
      for (const part of ['node_modules', 'src', 'web'])
        symlinkSync(join(paths.root, part), join(root, part));
      mkdirSync(join(root, 'config', 'scenarios', 'hopeless'));
      const that = { is: 'issued', kind: 'emergency-safety' };
      const plan = {
        title: { ja: '望みなし', en: 'Hopeless' },
        startsAt: '2026-07-11T00:30:00+09:00',
        steps: [{ id: 'call', at: '0:00', action: { do: 'call', text: '通報', source: '住民' } }],
        expectations: [
          { id: 'heard', text: '記録に残る', by: '0:01', that: { is: 'log', contains: '通報' } },
          { id: 'never', text: '発令', by: '0:01', that },
        ],
      };
      writeFileSync(join(root, 'config', 'scenarios', 'hopeless', 'scenario.yaml'), JSON.stringify(plan));
      const { code, out } = await todoku(['drill', 'run', 'hopeless', '--speed', '60'], { root });
      expect(code).toBe(1);
      expect(out).toMatch(/hopeless, 60x\): not passed\n {2}✓ met .*heard.*\n {2}✗ missed .*never/);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
