import { join } from 'node:path';
import type { DeskDeps } from '../desk/desk.js';
import type { Officer, OfficerRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Scenario } from '../domain/scenario.js';
import { newId } from '../platform/id.js';
import { OfficerRow } from '../store/entities/officer.entity.js';
import { appendLog, readLogHead } from '../store/log.store.js';
import {
  clearForDrill,
  drillFacts,
  findOfficerByLogin,
  keepDrill,
  saveDrill,
  someoneDrills,
  stopLeftDrills,
} from '../store/drill.store.js';
import type { DrillShape } from '../wire/drill.js';
import { isMet, unexpectedRefusals, type Measured } from './expectations.js';
import { playStep, type Run } from './steps.js';

/** A drill under way. */
export interface DrillRun {
  readonly id: string;
  /** Resolves with the result when the drill has ended or was stopped. */
  readonly result: Promise<DrillShape>;
  read(): DrillShape;
  stop(): void;
}

/** How often expectations are looked at. Real milliseconds. */
const look = 200;
/** How often the row says that the drill is still played, and is asked whether it should be. Real milliseconds. */
const beat = 1000;

/**
 * Starts a drill: steps at their scenario times, N times as fast as life. Only scenario time is fast; leases, timeouts
 * and lifetimes are real. Every step goes through intake and the desk, with the same four eyes.
 */
export async function startDrill(
  desk: DeskDeps,
  scenario: Scenario,
  options: { readonly speed: number; readonly configDir: string },
): Promise<DrillRun | Refusal> {
  if (desk.world !== 'drill') return refuse('drill.not-this-world');
  const id = newId();
  const startedAt = desk.clock.now();
  const logSeq = (await readLogHead(desk.store.read)).seq;
  const elapsed = () => (desk.clock.now() - startedAt) * options.speed;
  const shape: DrillShape = {
    id,
    scenario: scenario.id,
    title: scenario.title.ja,
    speed: options.speed,
    state: 'running',
    startedAt,
    endedAt: null,
    scenarioNow: scenario.startsAt,
    step: 0,
    steps: scenario.steps.length,
    refusals: [],
    expectations: scenario.expectations.map(({ id: name, text, by }) => ({
      id: name,
      text,
      met: false,
      metAt: null,
      deadline: scenario.startsAt + by,
    })),
    passed: null,
  };
  let stopped = false;
  const run: Run = {
    // Nobody listens to a broadcast that is over sooner than it can be said.
    desk: options.speed > 1 ? { ...desk, speech: null } : desk,
    folder: join(options.configDir, 'scenarios', scenario.id),
    drillId: id,
    drafts: new Map(),
    officer: (role) => drillOfficer(desk, role),
  };
  const measured: Measured = {
    facts: drillFacts(desk.store),
    since: startedAt,
    logSeq,
    drafts: run.drafts,
    refusals: shape.refusals,
  };

  async function measure(): Promise<void> {
    shape.scenarioNow = scenario.startsAt + Math.round(elapsed());
    for (const [i, expectation] of scenario.expectations.entries()) {
      const result = shape.expectations[i];
      if (!result || result.met || shape.scenarioNow > result.deadline) continue;
      if (shape.scenarioNow < scenario.startsAt + expectation.from) continue;
      if (!(await isMet(expectation, measured))) continue;
      result.met = true;
      result.metAt = shape.scenarioNow;
      desk.notifier.notify('changed', { topics: ['drill'] });
    }
  }

  /** Writes down how far it is, and hears whether another process asked it to stop. */
  async function keep(): Promise<void> {
    const goesOn = await desk.store.lot((tx) => keepDrill(tx, id, desk.clock.now(), JSON.stringify(shape)));
    stopped ||= !goesOn;
  }

  /** Waits until a scenario time, measuring meanwhile. */
  async function until(at: number): Promise<void> {
    for (;;) {
      await measure();
      const left = (at - elapsed()) / options.speed;
      if (left <= 0 || stopped) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(look, left)));
    }
  }

  async function play(): Promise<DrillShape> {
    for (const { id: step, at, action } of scenario.steps) {
      await until(at);
      if (stopped) break;
      const done = await playStep(run, action, scenario.startsAt + at);
      if (isRefusal(done)) shape.refusals.push({ step, code: done.refused });
      shape.step++;
      await keep();
      desk.notifier.notify('changed', { topics: ['drill'] });
    }
    const end = Math.max(...scenario.expectations.map(({ by }) => by), 0);
    while (!stopped && elapsed() <= end && shape.expectations.some(({ met }) => !met))
      await until(Math.min(end + 1, elapsed() + look * options.speed));
    shape.state = stopped ? 'stopped' : 'ended';
    shape.endedAt = desk.clock.now();
    shape.passed =
      !stopped &&
      shape.expectations.every(({ met }) => met) &&
      unexpectedRefusals(scenario, shape.refusals).length === 0;
    await save(desk, shape);
    await logDrill(desk, shape, 'log.drill-ended');
    return shape;
  }

  const begun = await desk.store.write(async (tx) => {
    await stopLeftDrills(tx, startedAt);
    if (await someoneDrills(tx)) return false;
    await clearForDrill(tx, id, startedAt);
    await saveDrill(tx, rowOf(shape));
    return true;
  });
  if (!begun) return refuse('drill.running');
  desk.notifier.notify('changed', { topics: ['drill'] });
  await logDrill(desk, shape, 'log.drill-started');
  // A beat that fails is made up for by the next; a drill whose database stays away is left, and its steps fail.
  const beats = setInterval(() => void keep().catch(() => undefined), beat);
  const result = play().finally(() => clearInterval(beats));
  return { id, result, read: () => ({ ...shape }), stop: () => void (stopped = true) };
}

const rowOf = (shape: DrillShape) => ({
  id: shape.id,
  scenario: shape.scenario,
  speed: Math.round(shape.speed),
  state: shape.state,
  startedAt: shape.startedAt,
  endedAt: shape.endedAt,
  result: JSON.stringify(shape),
});

const save = async (desk: DeskDeps, shape: DrillShape): Promise<void> => {
  await desk.store.write((tx) => saveDrill(tx, rowOf(shape)));
  desk.notifier.notify('changed', { topics: ['drill'] });
};

async function logDrill(desk: DeskDeps, shape: DrillShape, sentence: string): Promise<void> {
  const now = desk.clock.now();
  const met = shape.expectations.filter((expectation) => expectation.met).length;
  await desk.store.write((tx) =>
    appendLog(tx, {
      at: now,
      enteredAt: now,
      category: 'drill',
      actor: desk.say('ja', 'log.hub'),
      text: desk.say('ja', sentence, {
        title: shape.title,
        speed: shape.speed,
        met,
        all: shape.expectations.length,
      }),
      data: { drillId: shape.id, scenario: shape.scenario, met, passed: shape.passed },
    }),
  );
  desk.notifier.notify('changed', { topics: ['log'] });
}

/** The drill player's officers cannot sign in; the four eyes are theirs as they are everyone's. */
async function drillOfficer(desk: DeskDeps, role: string): Promise<Officer> {
  const login = `scenario:${role}`;
  const roles: OfficerRole[] = ['drafter', 'approver'];
  const name = desk.say('ja', 'log.scenario-officer', { role });
  const known = await findOfficerByLogin(desk.store.read, login);
  if (known) return { id: known.id, name: known.name, roles };
  const id = newId();
  await desk.store.write(({ rows }) =>
    rows.insert(OfficerRow, {
      id,
      login,
      name,
      roles: JSON.stringify(roles),
      passwordHash: null,
      mustChange: 0,
      failures: 0,
      lockedUntil: null,
      createdAt: desk.clock.now(),
    }),
  );
  return { id, name, roles };
}
