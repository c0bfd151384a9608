// How SQLite looks for newer versions to the same targets: what was issued in their incident is found once for a whole lot. A
// look at every version for every delivery held an urgent alert back for longer with each year of the hub's life.
import { expect, test } from '@jest/globals';
import { findOvertaken, supersedeReturned } from '../../src/store/overtaken.store.js';
import type { Sql, SqlValue } from '../../src/store/store.js';
import { useEngine } from './support.js';

const engine = useEngine();

/** SQLite's plan, step by step, of both statements, with `change` made to them. */
async function plansOf(change: (text: string) => string): Promise<string[][]> {
  const { read } = engine.store();
  const plans: string[][] = [];
  const sql = (async (text: string, ...values: SqlValue[]) => {
    const steps = await read.sql<{ detail: string }>(`EXPLAIN QUERY PLAN ${change(text)}`, ...values);
    plans.push(steps.map(({ detail }) => detail));
    return [];
  }) as Sql;
  await findOvertaken({ engine: read.engine, sql }, [1, 2]);
  await supersedeReturned({ engine: read.engine, sql }, [{ id: 1 }, { id: 2 }], Date.now());
  return plans;
}

const ofIncident = 'SEARCH v USING INDEX versions_of_incident (incident_id=?)';
const byTarget =
  /^SEARCH l USING (COVERING )?INDEX deliveries_once \(version_id=\? AND channel=\? AND target=\?/;

test('an incident’s versions are found once, and the same target by its name', async () => {
  const plans = await plansOf((text) => text);
  expect(plans).toHaveLength(2);
  for (const plan of plans) {
    expect(plan).toEqual(expect.arrayContaining(['MATERIALIZE newer', ofIncident]));
    expect(plan.some((step) => byTarget.test(step))).toBe(true);
    expect(plan.filter((step) => /^SCAN (?!json_each)/.test(step))).toEqual([]);
  }
});

test('control: as a part of the question they are looked for again for every delivery', async () => {
  const plans = await plansOf((text) => text.replace('AS MATERIALIZED', 'AS NOT MATERIALIZED'));
  for (const plan of plans) expect(plan).not.toContain('MATERIALIZE newer');
});
