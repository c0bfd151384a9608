import { scenarioIds } from '../drill/load-scenario.js';
import { isRefusal } from '../domain/refusal.js';
import { localStamp } from '../platform/local-time.js';
import { paths } from '../platform/paths.js';
import type { DrillShape } from '../wire/drill.js';
import { openDrillWorld } from './drill-world.js';
import type { Print } from './print.js';

/** Plays a scenario in a drill world of its own and prints which expectation was met, and when. */
export async function drillRunCommand(
  scenario: string,
  options: { readonly speed: number; readonly json?: boolean },
  { out, err }: Print,
): Promise<number> {
  if (!scenarioIds(paths.config).includes(scenario)) {
    err(`There is no scenario "${scenario}". There are: ${scenarioIds(paths.config).join(', ')}.`);
    return 2;
  }
  if (!(options.speed >= 1 && options.speed <= 60)) {
    err('--speed is 1 to 60.');
    return 2;
  }
  const world = await openDrillWorld(options.speed);
  try {
    const started = await world.hub.drills.start(scenario, options.speed);
    if (isRefusal(started)) {
      err(world.hub.desk.say('en', started.refused, started.vars));
      return 1;
    }
    const result = await world.hub.drills.finish();
    if (result === null) return 1;
    if (options.json) out(JSON.stringify(result));
    else printResult(result, world.hub.desk.town.timeZone, out);
    return result.passed ? 0 : 1;
  } finally {
    await world.close();
  }
}

/** The result as a table a person reads. */
export function printResult(result: DrillShape, timeZone: string, out: (line: string) => void): void {
  out(`${result.title} (${result.scenario}, ${result.speed}x): ${result.passed ? 'passed' : 'not passed'}`);
  for (const { id, text, met, metAt, deadline } of result.expectations) {
    const when =
      metAt === null ? `missed ${localStamp(deadline, timeZone)}` : `met    ${localStamp(metAt, timeZone)}`;
    out(`  ${met ? '✓' : '✗'} ${when}  ${id.padEnd(14)} ${text}`);
  }
  for (const { step, code } of result.refusals) out(`  refused: ${step} (${code})`);
}
