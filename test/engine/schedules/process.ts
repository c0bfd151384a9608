import type { Outcome } from '../../../src/domain/channel.js';
import {
  afterAsking,
  afterOutcome,
  resendDelay,
  unsureStep,
  type Next,
} from '../../../src/domain/delivery.js';
import { cutIntoCalls, isPlain, toNewCalls, type Call } from '../../../src/dispatch/calls.js';
import type { Recorded } from '../../../src/store/delivery.store.js';
import type { Facts } from './facts.js';
import type { Mood, Provider } from './provider.js';
import type { Rules } from './rules.js';
import type { Table, Waiting } from './table.js';

/** A request on its way: it may reach the provider long after its sender has given up or died. */
export interface Flight {
  readonly call: Call;
  readonly since: number;
  /** What the provider would say; null until it arrived. */
  answer: readonly Outcome[] | null;
}

/** What watches: every start of a send, and the moments at which a process forgot something. */
export interface Watch {
  started(call: Call, process: Process): void;
  /** A provider was asked about a delivery, and what is made of that. */
  asked(row: Waiting, next: Next, now: number): void;
}

/** A hub process, with all that it keeps in memory only. */
export interface Process {
  readonly index: number;
  /** Its clock: the wall's error when it started, then monotonic. */
  readonly skew: number;
  readonly ready: Call[];
  readonly flights: Flight[];
  readonly heard: Recorded[];
  readonly asking: { readonly call: Call; readonly rows: readonly Waiting[] }[];
}

/** dispatch/pump.ts */
const leaseSpare = 30_000;
const urgentFrom = 4;

export interface Hub {
  readonly facts: Facts;
  readonly rules: Rules;
  readonly table: Table;
  readonly provider: Provider;
  readonly watch: Watch;
  readonly newId: () => string;
  /** True time. */
  now(): number;
  random(): number;
}

/** What a process can do, one step each. The rules of `src/dispatch` with time and chance as arguments. */
export function createSteps(hub: Hub) {
  const { facts, rules, table, provider, watch, newId, random } = hub;
  const { limits } = facts;
  const nowOf = (process: Process) => hub.now() + process.skew;
  const put = (process: Process, call: Call, next: Next) => {
    for (const { id, fence } of call.rows) process.heard.push({ id, fence, ...next });
  };

  /** dispatcher.ts, start: what a dead process had in flight is unsure at once where there is only one. */
  function start(process: Process): boolean {
    table.expireLeases(nowOf(process), facts.processes === 1);
    return table.holdForClock(nowOf(process));
  }

  /** pump.ts, claimLot. */
  function claim(process: Process, calls: number, oldestFirst: boolean): void {
    const now = nowOf(process);
    const leaseUntil = now + limits.timeout + leaseSpare;
    const limit = calls * limits.targetsPerCall;
    const lot = table.claim({ now, limit, leaseUntil, oldestFirst, keyed: limits.keyLife > 0 });
    const keyless = rules.keepKey ? limits : { ...limits, keyLife: 0 };
    const cut = cutIntoCalls(lot, keyless, leaseUntil, newId);
    const fresh = cut.filter((call) => call.rows[0]?.callId !== call.id);
    if (rules.commitFirst) commit(fresh, now);
    process.ready.push(...cut);
  }

  function commit(calls: readonly Call[], now: number): void {
    if (calls.length > 0) table.commitCalls(toNewCalls(calls), now);
  }

  const isLate = (call: Call, now: number) => now + limits.timeout > call.leaseUntil;

  /** sender.ts, send. */
  function send(process: Process): void {
    if (process.flights.length >= limits.concurrency) return;
    const call = process.ready.shift();
    if (!call) return;
    const now = nowOf(process);
    // A version and a rendering have one expiry.
    if (rules.expiry && now >= (call.rows[0]?.expiresAt ?? 0))
      return put(process, call, { state: 'expired' });
    if (rules.late && isLate(call, now)) return put(process, call, { state: 'pending', dueAt: now });
    watch.started(call, process);
    process.flights.push({ call, since: now, answer: null });
  }

  const arrive = (flight: Flight, mood: Mood) => {
    flight.answer ??= provider.take(flight.call, mood, hub.now());
  };

  /** sender.ts, record: the answer, or none. */
  function hear(process: Process, flight: Flight, lost: boolean): void {
    const now = nowOf(process);
    process.flights.splice(process.flights.indexOf(flight), 1);
    const jitter = random();
    if (!rules.commitFirst) commit([flight.call], now);
    const why = { at: 'call', code: 'channel.timeout' } as const;
    for (const row of flight.call.rows) {
      const silence: Outcome =
        rules.silence === 'unsure'
          ? { target: row.target, result: 'unsure' }
          : { target: row.target, result: 'retry', why };
      const outcome = lost
        ? silence
        : (flight.answer?.find(({ target }) => target === row.target) ?? silence);
      const attempt = { attempts: row.attempts, now, expiresAt: row.expiresAt, random: jitter };
      process.heard.push({ id: row.id, fence: row.fence, ...afterOutcome(outcome, attempt) });
    }
  }

  /** outcome-flusher.ts */
  const flush = (process: Process) => {
    if (process.heard.length > 0) table.record(process.heard.splice(0), nowOf(process));
  };

  /** pump.ts, release and tidy. */
  function giveBack(process: Process, which: (call: Call) => boolean, dueAt: number): void {
    for (const call of process.ready.splice(0))
      if (which(call)) put(process, call, { state: 'pending', dueAt });
      else process.ready.push(call);
  }

  /** pump.ts, recall: an issue was announced. */
  function recall(process: Process): void {
    if (!rules.recall || process.ready.length === 0) return;
    const ids = process.ready.flatMap(({ rows }) => rows.map(({ id }) => id));
    const overtaken = table.findOvertaken(ids);
    giveBack(process, ({ rows }) => rows.some(({ id }) => overtaken.has(id)), nowOf(process));
  }

  /** dispatcher.ts, housekeeping. */
  function tidy(process: Process): void {
    const now = nowOf(process);
    giveBack(process, (call) => isLate(call, now), now);
    flush(process);
    table.expireLeases(now, false);
    table.expireDue(now);
    if (rules.policy) settle(process);
    flush(process);
    table.openHeldTasks(now);
  }

  /** unsure.ts */
  function settle(process: Process): void {
    const now = nowOf(process);
    const rows = table.claimUnsure(now, facts.unsureLot);
    for (const members of Map.groupBy(rows, (row) => (isPlain(limits) ? row.id : row.callId)).values()) {
      const [first] = members;
      if (!first) continue;
      const { versionId, renderingId, callId } = first;
      const call: Call = { id: callId ?? '', versionId, renderingId, rows: members, leaseUntil: 0 };
      const keyAlive = limits.keyLife > 0 && now < first.committedAt + limits.keyLife;
      const policy = { canResolve: facts.canResolve, keyAlive, urgent: first.urgency >= urgentFrom };
      const step = unsureStep(policy);
      if (now >= first.expiresAt || step === 'hold')
        put(process, call, { state: 'held', heldReason: 'unsure' });
      else if (step === 'resend')
        put(process, call, { state: 'pending', dueAt: now + resendDelay(policy, first.attempts, random()) });
      else process.asking.push({ call, rows: members });
    }
  }

  /** unsure.ts, afterAsking. */
  function ask(process: Process, answers: boolean): void {
    const asked = process.asking.shift();
    if (!asked) return;
    const now = nowOf(process);
    const outcomes = answers ? provider.knows(asked.call, hub.now()) : [];
    for (const row of asked.rows) {
      const outcome = outcomes.find(({ target }) => target === row.target);
      const asked = {
        ...{ attempts: row.attempts, now, expiresAt: row.expiresAt, random: random() },
        ...{ urgent: row.urgency >= urgentFrom, age: rules.bound ? now - row.committedAt : 0 },
      };
      const next = afterAsking(outcome, asked);
      watch.asked(row, next, now);
      process.heard.push({ id: row.id, fence: row.fence, ...next });
    }
  }

  /** dispatcher.ts and pump.ts, stop: calls under way are waited for, at most their timeout. */
  function stop(process: Process): void {
    if (rules.giveBack) giveBack(process, () => true, nowOf(process));
    for (const flight of [...process.flights]) hear(process, flight, flight.answer === null);
    while (process.asking.length > 0) ask(process, true);
    flush(process);
  }

  return { start, claim, send, arrive, hear, flush, giveBack, recall, tidy, ask, stop, nowOf };
}
