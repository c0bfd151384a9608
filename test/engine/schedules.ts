import type { Outcome } from '../../src/domain/channel.js';
import {
  afterOutcome,
  isSettled,
  unsureStep,
  type DeliveryState,
  type Next,
} from '../../src/domain/delivery.js';
import { seeded } from '../support/seeded.js';

/** The mechanisms of the store and dispatcher that a control takes away. */
export interface Rules {
  readonly fence: boolean;
  /** An outcome is written over `sending` and `unsure` only. */
  readonly guard: boolean;
  readonly lease: 'unsure' | 'pending';
  /** Unsure deliveries are resolved, sent again or held. */
  readonly policy: boolean;
}

export interface Broken {
  readonly NoLoss: boolean;
  readonly SingleSuccess: boolean;
  readonly Fence: boolean;
  readonly OnceEffect: boolean;
  readonly BoundedUnsure: boolean;
}

/** What one worker holds in its memory. */
interface Worker {
  fence: number;
  key: string;
  attempts: number;
  phase: 'claimed' | 'sent' | 'answered';
  outcome: Outcome;
}

interface Facts {
  readonly keyed: boolean;
  readonly canResolve: boolean;
  readonly urgent: boolean;
}

const expiresAt = 1_000_000_000;
const target = 't';
const why = { at: 'channel', code: 'channel.unreachable' } as const;

/**
 * One delivery, two workers, one provider. Every step is one that the real dispatcher can take, in an order that the
 * seed picks; the row changes by `domain/delivery.ts` and by the rule of the store's statement. After a while the
 * provider is well and nobody dies any more, so that all must settle.
 */
export function play(seed: number, rules: Rules): Broken {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const facts: Facts = { keyed: random() < 0.3, canResolve: random() < 0.4, urgent: random() < 0.5 };
  const world = createWorld(facts, rules, random);
  for (let step = 0; step < 60; step++) pick(world.steps(true))?.();
  for (let step = 0; step < 400 && !world.idle(); step++) pick(world.steps(false))?.();
  return world.broken();
}

function createWorld(facts: Facts, rules: Rules, random: () => number) {
  const row = { state: 'pending' as DeliveryState, fence: 0, attempts: 0, key: null as string | null };
  const workers: (Worker | null)[] = [null, null];
  const keysTaken = new Map<string, number>();
  let calls = 0;
  let unsures = 0;
  let successes = 0;
  let staleWrites = 0;

  const effects = () => [...keysTaken.values()].reduce((sum, n) => sum + n, 0);
  const become = (state: DeliveryState) => {
    if (state === 'unsure' && row.state !== 'unsure') unsures++;
    row.state = state;
  };

  /** The store's statement: `WHERE id = … AND fence = … AND state IN ('sending', 'unsure')`. */
  function record(fence: number, next: Next): void {
    if (rules.fence && fence !== row.fence) return;
    if (rules.guard && row.state !== 'sending' && row.state !== 'unsure') return;
    if (fence !== row.fence) staleWrites++;
    if (next.state === 'accepted') successes++;
    become(next.state);
  }

  const after = (outcome: Outcome, attempts: number) => {
    const now = 0;
    // Attempts that run out end with a person, which would end most schedules early.
    return afterOutcome(outcome, { attempts: Math.min(attempts, 3), now, expiresAt, random: random() });
  };

  const claim = (at: number) => () => {
    row.fence++;
    row.attempts++;
    become('sending');
    // A whole call that is repeated keeps its key where the provider keeps keys.
    row.key = facts.keyed && row.key !== null ? row.key : `call ${++calls}`;
    const outcome: Outcome = { target, result: 'unsure' };
    workers[at] = { fence: row.fence, key: row.key, attempts: row.attempts, phase: 'claimed', outcome };
  };

  /** The provider takes it, or not; the worker hears, or not. */
  const send = (worker: Worker, troubled: boolean) => () => {
    const luck = troubled ? random() : 0;
    const taken = luck < 0.7;
    if (taken) {
      const before = keysTaken.get(worker.key) ?? 0;
      keysTaken.set(worker.key, facts.keyed ? 1 : before + 1);
    }
    if (luck < 0.4) worker.outcome = { target, result: 'accepted', ref: worker.key };
    else if (taken) worker.outcome = { target, result: 'unsure' };
    else worker.outcome = random() < 0.5 ? { target, result: 'unsure' } : { target, result: 'retry', why };
    worker.phase = 'answered';
  };

  const flush = (at: number, worker: Worker) => () => {
    record(worker.fence, after(worker.outcome, worker.attempts));
    workers[at] = null;
  };

  /** A process dies: what it knew is gone. Its rows keep their lease. */
  const crash = (at: number) => () => void (workers[at] = null);
  const leaseEnds = () => become(rules.lease);

  const settleUnsure = () => {
    row.fence++;
    const fence = row.fence;
    const keyAlive = facts.keyed;
    const step = unsureStep({ canResolve: facts.canResolve, keyAlive, urgent: facts.urgent });
    if (step === 'hold') return record(fence, { state: 'held', heldReason: 'unsure' });
    if (step === 'resend') return record(fence, { state: 'pending' });
    const had = (keysTaken.get(row.key ?? '') ?? 0) > 0;
    record(fence, { state: had ? 'accepted' : 'pending' });
  };

  /** What can happen now. While `troubled`, processes die, leases end under living workers, and answers get lost. */
  function steps(troubled: boolean): (() => void)[] {
    const possible: (() => void)[] = [];
    workers.forEach((worker, at) => {
      if (!worker && row.state === 'pending') possible.push(claim(at));
      if (worker?.phase === 'claimed') possible.push(send(worker, troubled));
      if (worker?.phase === 'answered') possible.push(flush(at, worker));
      if (worker && troubled) possible.push(crash(at));
    });
    const alive = workers.some((worker) => worker?.fence === row.fence);
    if (row.state === 'sending' && (troubled || !alive)) possible.push(leaseEnds);
    if (row.state === 'unsure' && rules.policy) possible.push(settleUnsure);
    return possible;
  }

  return {
    steps,
    idle: () => workers.every((worker) => worker === null) && isSettled(row.state),
    broken: (): Broken => ({
      NoLoss: !isSettled(row.state) || (row.state === 'accepted' && effects() === 0),
      SingleSuccess: successes > 1,
      Fence: staleWrites > 0,
      OnceEffect: facts.keyed && effects() > 1,
      BoundedUnsure: effects() > 1 + unsures,
    }),
  };
}
