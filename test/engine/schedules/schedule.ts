import { isSettled } from '../../../src/domain/delivery.js';
import { seeded } from '../../support/seeded.js';
import { createChecker, type Findings } from './check.js';
import { factsOf, type Facts } from './facts.js';
import { createMemoryTable } from './memory-table.js';
import { createSteps, type Flight, type Process } from './process.js';
import { createProvider, type Mood } from './provider.js';
import { allRules, type Rules } from './rules.js';
import type { Issue, Row, Table } from './table.js';

/** What happens next: an index into `acts`, who does it, and a number that settles the rest (0 ≤ x < 1). */
export type Step = readonly [act: number, who: number, x: number];

/** Each as often as it stands here. */
const acts = [
  ...['claim', 'claim', 'claim', 'send', 'send', 'send', 'send', 'arrive', 'arrive', 'arrive', 'arrive'],
  ...[
    'hear',
    'hear',
    'hear',
    'lose',
    'flush',
    'flush',
    'tidy',
    'tidy',
    'ask',
    'breathe',
    'breathe',
    'breathe',
  ],
  ...['sleep', 'crash', 'start', 'start', 'end', 'issue', 'officer', 'receipt', 'receipt', 'shut'],
  'expand',
] as const;
type Act = (typeof acts)[number];

const stepCount = 90;
const calmLimit = 400;
const mostVersions = 5;
const lifetimes = [20_000, 120_000, 3_600_000] as const;

/** The steps of a seed. */
export function stepsOf(seed: number): Step[] {
  const random = seeded(seed ^ 0x2545f491);
  const steps: Step[] = [];
  for (let i = 0; i < stepCount; i++)
    steps.push([Math.floor(random() * acts.length), Math.floor(random() * 6), random()]);
  return steps;
}

/** What is told of a schedule, for a person who has to understand it. */
export const tell = (steps: readonly Step[]): string =>
  steps.map(([act, who, x]) => `${acts[act]} ${who} ${x.toFixed(3)}`).join('\n');

export interface Play {
  readonly rules?: Rules;
  readonly facts?: Facts;
  readonly steps?: readonly Step[];
  /** Stands between the schedule and its table: a recorder. */
  readonly through?: (table: Table, rows: () => readonly Row[]) => Table;
}

/**
 * Plays one schedule: several hub processes, one provider, officers, an unreliable network and unreliable clocks, in an
 * order that the steps give. Then nobody dies any more, the provider is well and all must settle. Says what was broken.
 */
export function play(seed: number, options: Play = {}): Findings {
  const { rules = allRules, facts = factsOf(seed), steps = stepsOf(seed), through } = options;
  const world = createWorld(facts, rules, through);
  world.do('start', 0, 0);
  world.do('issue', 0, 0);
  for (const [act, who, x] of steps) world.do(acts[act] as Act, who, x);
  world.calm();
  return world.findings();
}

function createWorld(facts: Facts, rules: Rules, through: Play['through']) {
  const memory = createMemoryTable(rules);
  const checker = createChecker(memory, facts);
  const table = through ? through(checker.table, () => memory.rows) : checker.table;
  const provider = createProvider(facts);
  const random = seeded(facts.seed ^ 0x1b873593);
  const processes: (Process | null)[] = Array.from({ length: facts.processes }, () => null);
  /** Requests whose sender gave up or died: their bytes may still arrive. */
  let strays: Flight[] = [];
  let t = facts.begin;
  let calls = 0;
  let versions = 0;
  const living = () => processes.filter((process) => process !== null);
  checker.living(living);
  const hub = createSteps({
    facts,
    rules,
    table,
    provider,
    watch: {
      started: (call, process) => checker.started(call, hub.nowOf(process)),
      asked: (row, next, now) => checker.asked(row, next, now),
    },
    newId: () => `call${++calls}`,
    now: () => t,
    random,
  });

  const moods: readonly Mood[] = ['take', 'take', 'take', 'rate', 'broken', 'refuse-one'];
  const moodOf = (x: number) => moods[Math.floor(x * moods.length)] ?? 'take';

  /**
   * On one machine the wall clock may be two hours off at a start. Several keep their clocks closer together than a
   * call's timeout: what `leaseSpare` leaves of a lease is no more.
   */
  function skewOf(x: number): number {
    if (facts.processes > 1) return Math.round((x - 0.5) * 0.9 * facts.limits.timeout);
    return x < 0.7 ? 0 : x < 0.85 ? -7_200_000 : 7_200_000;
  }

  function start(index: number, skew: number): void {
    if (processes[index]) return;
    const process: Process = { index, skew, ready: [], flights: [], heard: [], asking: [] };
    processes[index] = process;
    hub.start(process);
  }

  function crash(index: number): void {
    const process = processes[index];
    if (!process) return;
    checker.died(process);
    strays.push(...process.flights.filter(({ answer }) => answer === null));
    processes[index] = null;
  }

  function issue(process: Process, x: number): void {
    if (versions >= mostVersions) return;
    const n = versions + 1;
    const now = hub.nowOf(process);
    const cancel = n > 1 && x > 0.9;
    const reached = new Set(
      memory.rows
        .filter(({ state }) => ['sending', 'accepted', 'delivered', 'unsure', 'held'].includes(state))
        .map(({ target }) => target),
    );
    const some = facts.targets.filter((_, i) => n === 1 || Math.floor(x * 64) & (1 << i));
    const targets = cancel ? facts.targets.filter((target) => reached.has(target)) : some;
    if (targets.length === 0) return;
    versions = n;
    const made: Issue = {
      n,
      cancel,
      targets,
      large: !cancel && x * 128 - Math.floor(x * 128) < 0.2,
      orderKey: !cancel && x > 0.8 ? 'flood' : 'landslide',
      urgency: random() < 0.5 ? 2 : 4,
      now,
      expiresAt: now + (lifetimes[Math.floor(random() * 3)] ?? 20_000),
    };
    checker.issued(made);
    table.issue(made);
    for (const other of living()) hub.recall(other);
  }

  function decide(process: Process, x: number): void {
    const waiting = memory.rows.filter(({ state }) => state === 'held' || state === 'refused');
    const row = waiting[Math.floor(x * waiting.length)];
    if (row)
      table.decide(row.id, x * 16 - Math.floor(x * 16) < 0.6 ? 'retry' : 'give-up', hub.nowOf(process));
  }

  function receipt(process: Process, x: number): void {
    const told = memory.rows.filter(({ ref }) => ref !== null);
    const row = told[Math.floor(x * told.length)];
    const state = x * 8 - Math.floor(x * 8) < 0.7 ? 'delivered' : 'refused';
    if (row?.ref) table.receive([{ ref: row.ref, state, at: t }], hub.nowOf(process));
  }

  function arriveSomewhere(who: number, mood: Mood): void {
    const under = [...living().flatMap(({ flights }) => flights), ...strays].filter(({ answer }) => !answer);
    const flight = under[who % Math.max(1, under.length)];
    if (!flight) return;
    hub.arrive(flight, mood);
    strays = strays.filter((stray) => stray !== flight);
  }

  function act(name: Act, process: Process, x: number): void {
    const flight = process.flights[Math.floor(x * process.flights.length)];
    switch (name) {
      case 'claim':
        if (process.ready.length < 3) hub.claim(process, 1 + Math.floor(x * 3), x > 0.85);
        return;
      case 'send':
        return hub.send(process);
      case 'hear':
        if (flight?.answer) hub.hear(process, flight, false);
        return;
      case 'lose':
        if (flight) {
          if (!flight.answer) strays.push(flight);
          hub.hear(process, flight, true);
        }
        return;
      case 'flush':
        return hub.flush(process);
      case 'tidy':
        return hub.tidy(process);
      case 'ask':
        return hub.ask(process, x < 0.7);
      case 'expand':
        return table.expand(1 + Math.floor(x * 2), hub.nowOf(process));
      case 'shut':
        return hub.giveBack(process, () => true, hub.nowOf(process) + Math.floor(x * 5000));
      case 'crash':
        return crash(process.index);
      case 'end':
        hub.stop(process);
        processes[process.index] = null;
        return;
      case 'issue':
        return issue(process, x);
      case 'officer':
        return decide(process, x);
      case 'receipt':
        return receipt(process, x);
      default:
        throw new Error(`nobody does ${name}`);
    }
  }

  function doStep(name: Act, who: number, x: number): void {
    if (name === 'breathe') t += Math.floor(x * 800);
    else if (name === 'sleep') t += Math.floor(x * 50_000);
    else if (name === 'arrive') arriveSomewhere(who, moodOf(x));
    else if (name === 'start') start(who % facts.processes, skewOf(x));
    else {
      const process = processes[who % facts.processes];
      if (process) act(name, process, x);
    }
  }

  /** From here on the provider takes everything, nobody dies, and the clock is right. */
  function calm(): void {
    for (const stray of strays) hub.arrive(stray, 'take');
    strays = [];
    if (living().length === 0) start(0, 0);
    for (let round = 0; round < calmLimit && !idle(); round++) {
      for (const process of living()) {
        for (const flight of [...process.flights]) {
          hub.arrive(flight, 'take');
          hub.hear(process, flight, false);
        }
        while (process.asking.length > 0) hub.ask(process, true);
        hub.tidy(process);
        table.expand(2, hub.nowOf(process));
        hub.claim(process, 3, false);
        while (process.ready.length > 0 && process.flights.length < facts.limits.concurrency)
          hub.send(process);
      }
      t += round < 20 ? 500 : 40_000;
    }
    for (const process of living()) hub.tidy(process);
  }

  const idle = () =>
    memory.coming.length === 0 &&
    memory.rows.every(({ state }) => isSettled(state)) &&
    living().every(
      ({ ready, flights, heard, asking }) =>
        ready.length + flights.length + heard.length + asking.length === 0,
    );

  return { do: doStep, calm, findings: () => checker.findings(provider, t) };
}

/** Leaves out of a broken schedule whatever it does not need to break the same invariant. */
export function shrink(seed: number, rules: Rules, invariant: keyof Findings): Step[] {
  const facts = factsOf(seed);
  const breaks = (steps: readonly Step[]) => play(seed, { rules, facts, steps })[invariant] !== undefined;
  let steps = stepsOf(seed);
  for (let size = steps.length >> 1; size >= 1; size >>= 1)
    for (let from = 0; from < steps.length;) {
      const fewer = [...steps.slice(0, from), ...steps.slice(from + size)];
      if (breaks(fewer)) steps = fewer;
      else from += size;
    }
  return steps;
}
