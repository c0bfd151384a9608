import type { Call } from '../../../src/dispatch/calls.js';
import { isSettled, type DeliveryState, type Next } from '../../../src/domain/delivery.js';
import type { Recorded } from '../../../src/store/delivery.store.js';
import type { Facts } from './facts.js';
import type { MemoryTable } from './memory-table.js';
import type { Process } from './process.js';
import type { Provider } from './provider.js';
import type { Decision, Issue, Row, Table, Waiting } from './table.js';

/** The invariants of delivery that a schedule can break (safety rules, "Invariants"). */
export const invariants = [
  'NoLoss',
  'NoPhantom',
  'SingleSuccess',
  'OnceEffect',
  'BoundedUnsure',
  'Fence',
  'NoStale',
  'Order',
] as const;
export type Invariant = (typeof invariants)[number];
export type Findings = Partial<Record<Invariant, string>>;

/** What is counted of one delivery beside its row. */
interface Account {
  successes: number;
  unsures: number;
  /** An officer sent it again, which may have a second effect that he wanted. */
  retries: number;
  /** It was part of a call that was cut up, because its other members were done with. */
  reformed: boolean;
  /** A clock behind the database held it. */
  barred: boolean;
}

export interface Checker {
  /** The table with its changes of state looked at. */
  readonly table: Table;
  /** A call leaves; `now` is its process's clock. */
  started(call: Call, now: number): void;
  /** What is made of a provider's answer, or of none; `now` is the asking process's clock. */
  asked(row: Waiting, next: Next, now: number): void;
  /** A process dies: what it held may become unsure. */
  died(process: Process): void;
  /** Rows that only a living process knows of. */
  living(processes: () => readonly Process[]): void;
  issued(issue: Issue): void;
  findings(provider: Provider, t: number): Findings;
}

const nothing = (): Account => ({ successes: 0, unsures: 0, retries: 0, reformed: false, barred: false });

/** Looks on at a schedule and says which invariants it broke; the first case of each is described. */
export function createChecker(memory: MemoryTable, facts: Facts): Checker {
  const found: Findings = {};
  const accounts: Account[] = [];
  const issues = new Map<number, Issue>();
  const lastStarted = new Map<string, number>();
  /** Claims whose outcome died with its process. */
  const orphans = new Set<string>();
  let processes: () => readonly Process[] = () => [];
  const accuse = (invariant: Invariant, what: string) => void (found[invariant] ??= what);
  const account = (id: number) => (accounts[id] ??= nothing());
  const rowOf = (id: number) => memory.rows[id - 1] as Row;

  const holds = (id: number, fence: number) =>
    orphans.has(`${id} ${fence}`) ||
    processes().some(
      ({ ready, flights, heard }) =>
        [...ready, ...flights.map(({ call }) => call)].some(({ rows }) =>
          rows.some((row) => row.id === id && row.fence === fence),
        ) || heard.some((outcome) => outcome.id === id && outcome.fence === fence),
    );

  /** Runs a statement and looks at every change of state that it made. */
  function watch<T>(statement: () => T, changed: (row: Row, before: DeliveryState) => void): T {
    const before = memory.rows.map(({ state }) => state);
    const result = statement();
    memory.rows.forEach((row, i) => {
      const was = before[i];
      if (was !== undefined && was !== row.state) changed(row, was);
    });
    return result;
  }

  function changed(row: Row): void {
    if (row.state === 'unsure') account(row.id).unsures++;
    if (row.state !== 'accepted') return;
    if (++account(row.id).successes > 1)
      accuse('SingleSuccess', `delivery ${row.id}: accepted a second time`);
  }

  const table: Table = {
    ...memory,
    record(outcomes: readonly Recorded[], now) {
      const fences = new Map(memory.rows.map(({ id, fence }) => [id, fence]));
      const recorded = watch(() => memory.record(outcomes, now), changed);
      for (const id of recorded)
        if (!outcomes.some((outcome) => outcome.id === id && outcome.fence === fences.get(id)))
          accuse('Fence', `delivery ${id} was written over by a worker that no longer holds it`);
      return recorded;
    },
    expireLeases: (now, all) =>
      watch(
        () => memory.expireLeases(now, all),
        (row) => {
          changed(row);
          if (!holds(row.id, row.fence))
            accuse('BoundedUnsure', `delivery ${row.id}: unsure, though no process died or slept with it`);
        },
      ),
    holdForClock(now) {
      const held = memory.holdForClock(now);
      // Whether it was held or not: it had to be.
      const newest = Math.max(...[...issues.values()].map((issue) => issue.now), ...callTimes());
      if (now < newest - 60_000)
        for (const row of memory.rows)
          if (!isSettled(row.state) || row.heldReason === 'clock') account(row.id).barred = true;
      return held;
    },
    decide(id, decision: Decision, now) {
      const refused = memory.decide(id, decision, now);
      if (refused !== null || decision !== 'retry') return refused;
      const own = account(id);
      own.retries++;
      own.successes = 0;
      own.barred = false;
      return null;
    },
  };
  const callTimes = () => [...memory.calls.values()].map(({ committedAt }) => committedAt);

  function started(call: Call, now: number): void {
    const committed = memory.calls.get(call.id)?.members;
    const n = rowOf(call.rows[0]?.id ?? 0).n;
    if (call.rows.some(({ id }) => !committed?.includes(id)))
      accuse('NoPhantom', `${call.id} left without having been committed`);
    if (!issues.has(n)) accuse('NoPhantom', `${call.id} left for a version that was not issued`);
    for (const claimed of call.rows) {
      const row = rowOf(claimed.id);
      if (row.state !== 'sending' || row.fence !== claimed.fence)
        accuse('Fence', `delivery ${row.id} was sent by a worker that no longer holds it (${row.state})`);
      if (now >= row.expiresAt)
        accuse('NoStale', `delivery ${row.id} left ${now - row.expiresAt} ms after expiry`);
      if (account(row.id).barred)
        accuse(
          'NoStale',
          `delivery ${row.id} left by itself after a restart with a clock behind the database`,
        );
      const line = `${row.target} ${row.orderKey}`;
      if (n < (lastStarted.get(line) ?? 0))
        accuse('Order', `version ${n} to ${row.target} left after version ${lastStarted.get(line)}`);
      const newer = [...issues.values()].find(
        (issue) => issue.n > n && issue.orderKey === row.orderKey && issue.targets.includes(row.target),
      );
      if (newer) accuse('Order', `version ${n} to ${row.target} left after version ${newer.n} was issued`);
      const older = underWay(row).find((other) => rowOf(other.id).n < n);
      if (older)
        accuse('Order', `version ${n} to ${row.target} left while delivery ${older.id} was on its way`);
      lastStarted.set(line, Math.max(n, lastStarted.get(line) ?? 0));
      noteReformed(call, row);
    }
  }

  function asked({ id, urgency, committedAt }: Waiting, next: Next, now: number): void {
    const minutes = (now - committedAt) / 60_000;
    if (next.state === 'unsure' && minutes > (urgency >= 4 ? 2 : 15))
      accuse('BoundedUnsure', `delivery ${id}: asked about in vain for ${minutes} minutes, and nobody told`);
  }

  /** Other calls to a delivery's target, sent and not yet heard of, whose lease still holds. */
  const underWay = (row: Row) =>
    processes()
      .flatMap(({ flights }) => flights.flatMap(({ call }) => call.rows))
      .filter(({ id, target, fence }) => {
        const other = rowOf(id);
        const held = other.state === 'sending' && other.fence === fence;
        return held && id !== row.id && target === row.target && other.orderKey === row.orderKey;
      });

  /** A repeat of a part only has a key of its own; that is as it should be where the rest is done with. */
  function noteReformed(call: Call, row: Row): void {
    for (const [id, { members }] of memory.calls) {
      if (id === call.id || !members.includes(row.id)) continue;
      const missing = members.filter((member) => !call.rows.some((other) => other.id === member));
      if (missing.some((member) => isSettled(rowOf(member).state)) || account(row.id).retries > 0)
        account(row.id).reformed = true;
    }
  }

  function judge(row: Row, provider: Provider, t: number): void {
    const name = `delivery ${row.id} (v${row.n} to ${row.target})`;
    const effects = provider.effects(row.id);
    const own = account(row.id);
    if (!isSettled(row.state)) accuse('NoLoss', `${name} is ${row.state} at the end`);
    if ((row.state === 'accepted' || row.state === 'delivered') && effects === 0)
      accuse('NoLoss', `${name} is ${row.state} and reached nobody`);
    if (row.state === 'superseded' && !hasSuccessor(row))
      accuse('NoLoss', `${name} is superseded by nothing`);
    const { keyLife } = facts.limits;
    const keyed = keyLife > 0 && t - facts.begin < keyLife && !own.reformed;
    if (keyed && effects > 1 + own.retries) accuse('OnceEffect', `${name}: ${effects} effects`);
    if (effects > 1 + own.unsures + own.retries)
      accuse('BoundedUnsure', `${name}: ${effects} effects, ${own.unsures} times unsure`);
  }

  const hasSuccessor = (row: Pick<Row, 'n' | 'target' | 'orderKey'>) =>
    [...issues.values()].some(
      ({ n, cancel, targets, orderKey }) =>
        n > row.n && (cancel || (orderKey === row.orderKey && targets.includes(row.target))),
    );

  return {
    table,
    started,
    asked,
    died({ ready, flights, heard }) {
      for (const { rows } of [...ready, ...flights.map(({ call }) => call)])
        for (const { id, fence } of rows) orphans.add(`${id} ${fence}`);
      for (const { id, fence } of heard) orphans.add(`${id} ${fence}`);
    },
    living: (all) => void (processes = all),
    issued: (issue) => void issues.set(issue.n, issue),
    findings(provider, t) {
      for (const row of memory.rows) judge(row, provider, t);
      for (const { n, targets, orderKey } of issues.values())
        for (const target of targets) {
          const there = memory.rows.filter((row) => row.n === n && row.target === target).length;
          // A newer version may have taken it over before it came in.
          if (there > 1 || (there === 0 && !hasSuccessor({ n, target, orderKey })))
            accuse('NoLoss', `version ${n} has ${there} deliveries to ${target}`);
        }
      if (memory.untended() > 0) accuse('NoLoss', `${memory.untended()} are held under no task`);
      return found;
    },
  };
}
