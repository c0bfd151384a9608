import type { DeskDeps } from '../desk/desk.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { askToStop, listDrills, stopLeftDrills } from '../store/drill.store.js';
import type { DrillRow } from '../store/entities/log.entity.js';
import type { DrillShape, ScenarioShape } from '../wire/drill.js';
import { loadScenario, scenarioIds } from './load-scenario.js';
import { startDrill, type DrillRun } from './player.js';

/** Drills, one at a time on a database: this process plays one, or another does. */
export interface Drills {
  scenarios(): readonly ScenarioShape[];
  start(scenario: string, speed: number): Promise<DrillShape | Refusal>;
  stop(id: string): Promise<DrillShape | Refusal>;
  list(): Promise<readonly DrillShape[]>;
  /** Waits for the drill under way, if any. */
  finish(): Promise<DrillShape | null>;
  /** Stops the drill under way, if any, before the tables close. */
  close(): Promise<void>;
}

/** `onBug` hears of a drill that ended by a bug instead of a result. */
export async function createDrills(
  desk: DeskDeps,
  configDir: string,
  onBug: (error: unknown) => void,
): Promise<Drills> {
  let running: DrillRun | null = null;
  await desk.store.write((tx) => stopLeftDrills(tx, desk.clock.now()), 'needed');

  return {
    scenarios: () =>
      scenarioIds(configDir).map((id) => {
        const { title, steps, expectations } = loadScenario(configDir, id);
        const last = Math.max(...steps.map(({ at }) => at), ...expectations.map(({ by }) => by));
        return { id, title, minutes: Math.round(last / 60_000) };
      }),
    async start(scenarioId, speed) {
      if (running) return refuse('drill.running');
      if (!scenarioIds(configDir).includes(scenarioId)) return refuse('scenario.unknown');
      const run = await startDrill(desk, loadScenario(configDir, scenarioId), { speed, configDir });
      if (isRefusal(run)) return run;
      running = run;
      run.result.catch(onBug).finally(() => (running = null));
      return run.read();
    },
    async stop(id) {
      if (running?.id !== id) return stopElsewhere(desk, id);
      const { result } = running;
      running.stop();
      return result;
    },
    async list() {
      const kept = (await listDrills(desk.store.read)).map(shapeOf);
      const live = running?.read();
      return kept.map((shape) => (live && shape.id === live.id ? live : shape));
    },
    finish: async () => running?.result ?? null,
    async close() {
      running?.stop();
      await running?.result.catch(() => undefined);
    },
  };
}

/** What its process last wrote down of it; whether it goes on is said by the row. */
const shapeOf = (row: DrillRow): DrillShape => ({
  ...(JSON.parse(row.result) as DrillShape),
  ...(row.state === 'running' || row.state === 'stopping'
    ? { state: 'running', endedAt: null }
    : { state: row.state, endedAt: row.endedAt }),
});

/** How long an officer waits for another process to stop its drill, and between two looks. Milliseconds. */
const stopWithin = 10_000;
const look = 250;

/** Asks the process that plays it, which looks every second. */
async function stopElsewhere(desk: DeskDeps, id: string): Promise<DrillShape | Refusal> {
  if (!(await desk.store.write((tx) => askToStop(tx, id)))) return refuse('drill.not-running');
  for (let waited = 0; ; waited += look) {
    const row = (await listDrills(desk.store.read)).find((one) => one.id === id);
    if (!row) return refuse('drill.not-running');
    if (row.state !== 'stopping' || waited >= stopWithin) return shapeOf(row);
    await new Promise((resolve) => setTimeout(resolve, look));
  }
}
