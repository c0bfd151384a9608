import { z } from 'zod';

export const expectationResult = z.object({
  id: z.string(),
  text: z.string(),
  met: z.boolean(),
  /** Scenario time (ms UTC) at which it was met; null when it wasn't. */
  metAt: z.number().nullable(),
  deadline: z.number(),
});

export const drillShape = z.object({
  id: z.string(),
  scenario: z.string(),
  title: z.string(),
  speed: z.number(),
  state: z.enum(['running', 'ended', 'stopped']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Scenario clock, ms UTC. */
  scenarioNow: z.number(),
  step: z.number().int(),
  steps: z.number().int(),
  /** Steps that were refused, with their codes. */
  refusals: z.array(z.object({ step: z.string(), code: z.string() })),
  expectations: z.array(expectationResult),
  passed: z.boolean().nullable(),
});
export type DrillShape = z.infer<typeof drillShape>;

/** POST /api/v1/drills */
export const startDrillBody = z.strictObject({
  scenario: z.string().max(60),
  speed: z.number().min(1).max(60),
});

export const scenarioShape = z.object({
  id: z.string(),
  title: z.object({ ja: z.string(), en: z.string() }),
  minutes: z.number(),
});
export type ScenarioShape = z.infer<typeof scenarioShape>;
