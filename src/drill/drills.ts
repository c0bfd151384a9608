import type { DeskDeps } from '../desk/desk.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { listDrills, stopLeftDrills } from '../store/drill.store.js';
import type { DrillShape, ScenarioShape } from '../wire/drill.js';
import { loadScenario, scenarioIds } from './load-scenario.js';
import { startDrill, type DrillRun } from './player.js';

/** The drills of this process: one at a time. */
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
      if (running?.id !== id) return refuse('drill.not-running');
      const { result } = running;
      running.stop();
      return result;
    },
    async list() {
      const rows = await listDrills(desk.store.read);
      const kept = rows.map((row) => JSON.parse(row.result) as DrillShape);
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
