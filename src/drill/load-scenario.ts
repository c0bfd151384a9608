import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Scenario } from '../domain/scenario.js';
import { ConfigError } from '../platform/config-error.js';
import { scenarioFile } from './scenario.schema.js';

/** Every scenario folder's id. */
export const scenarioIds = (configDir: string): readonly string[] =>
  readdirSync(join(configDir, 'scenarios'), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(configDir, 'scenarios', entry.name, 'scenario.yaml')),
    )
    .map((entry) => entry.name)
    .sort();

/** Reads a scenario; a folder's name is its id. @throws ConfigError listing every fault by path. */
export function loadScenario(configDir: string, id: string): Scenario {
  const folder = join(configDir, 'scenarios', id);
  const file = join(folder, 'scenario.yaml');
  if (!/^[a-z0-9-]+$/.test(id) || !existsSync(file))
    throw new ConfigError([`scenario ${id}: no such folder`]);
  const result = scenarioFile.safeParse(parse(readFileSync(file, 'utf8')));
  if (!result.success)
    throw new ConfigError(
      result.error.issues.map((issue) => `${id}: ${issue.path.join('.')}: ${issue.message}`),
    );
  const scenario = { id, ...result.data } as Scenario;
  const faults = faultsOf(scenario, folder);
  if (faults.length > 0) throw new ConfigError(faults);
  return scenario;
}

/** Files that aren't there, drafts that no earlier step opens, times that go backwards. */
function faultsOf(scenario: Scenario, folder: string): string[] {
  const faults: string[] = [];
  const drafts = new Set<string>();
  let last = 0;
  for (const { id, at, action } of scenario.steps) {
    if (at < last) faults.push(`${scenario.id}: steps.${id}: is earlier than the step before it`);
    last = at;
    if (action.do === 'telegram' && !existsSync(join(folder, action.file)))
      faults.push(`${scenario.id}: steps.${id}: no file ${action.file}`);
    if (action.do === 'draft') drafts.add(action.name);
    if ('draft' in action && !drafts.has(action.draft))
      faults.push(`${scenario.id}: steps.${id}: no earlier step opens the draft "${action.draft}"`);
  }
  return faults;
}
