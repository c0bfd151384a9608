import type { Channel, Outcome } from '../domain/channel.js';
import { afterOutcome, type Next } from '../domain/delivery.js';
import type { Claimed } from '../store/delivery.store.js';
import { createBreaker, type Breaker } from './breaker.js';
import { toOrder, type Call } from './calls.js';
import { claimLot } from './claim.js';
import { createDeadlines } from './deadline.js';
import type { DispatchDeps } from './dispatcher.js';
import type { OutcomeFlusher } from './outcome-flusher.js';
import { createRateLimiter } from './rate-limiter.js';
import { createTemplates } from './templates.js';
import { untilDone } from './wait.js';

/** One channel's own pool: a dead provider delays nobody else (invariant Bulkhead). */
export interface Pump {
  wake(): void;
  stop(): Promise<void>;
  readonly breaker: Breaker;
  readonly inFlight: number;
}

const lotLimit = 500;
const poll = 1000;
/** While calls end, something may come free meanwhile: a retry, or a newer version to the same target. */
const pollBehindCalls = 100;
/** A channel that is shut for longer gives back what it has claimed. */
const patience = 2000;
/** Every eighth lot takes the longest waiting first, so that a backlog of notices still drains. */
const ageingTurn = 8;

/**
 * Starts the pump of a channel: claims a lot and commits its calls while the lot before is being sent, sends within
 * rate and concurrency, records. Every call that ends starts the next at once; an alarm looks after the rest.
 */
export function startPump(channel: Channel, deps: DispatchDeps, flusher: OutcomeFlusher): Pump {
  const { clock, logger, random } = deps;
  const { limits } = channel;
  const breaker = createBreaker();
  const limiter = createRateLimiter(limits.callsPerSecond);
  const templateOf = createTemplates(channel.id, deps);
  const deadline = createDeadlines(limits.timeout);
  const ready: Call[] = [];
  let inFlight = 0;
  let endedAt = -Infinity;
  let stopped = false;
  let turn = 0;
  let claiming: Promise<void> | null = null;
  let claimAt = 0;
  /** New deliveries were announced since the last claim began. */
  let woken = false;
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Infinity;
  let lastEnded: () => void = () => undefined;

  /** Calls of a lot: a second's worth at most, so that no lease waits for the rate; one while the channel is tried. */
  const lotSize = () =>
    breaker.state === 'closed' ? Math.min(lotLimit, Math.ceil(limits.callsPerSecond)) : 1;

  /** Starts what may start, claims when little is left, and sets the alarm for the next look. */
  function step(): void {
    if (stopped) return;
    const now = clock.now();
    const shut = Math.max(breaker.wait(now), limiter.paused(now));
    if (shut > patience || breaker.wait(now) > 0) release(now + shut);
    const wait = shut > 0 ? shut : startReady(now);
    if (shut === 0 && !claiming && now >= claimAt && hasRoom()) claiming = refill(woken);
    const next = shut > 0 || claiming || !hasRoom() ? poll : claimAt - now;
    setAlarm(now + Math.max(1, Math.min(poll, wait, next)));
  }

  /** Half a lot is left; after a wake-up a whole lot, for what is new may be more urgent. */
  const hasRoom = () =>
    breaker.state !== 'half-open' && ready.length < Math.max(1, woken ? lotSize() * 1.5 : lotSize() / 2);

  function setAlarm(at: number): void {
    if (at >= alarmAt) return;
    clearTimeout(alarm);
    alarmAt = at;
    alarm = setTimeout(
      () => {
        alarmAt = Infinity;
        releaseLate(clock.now());
        step();
      },
      Math.ceil(at - clock.now()),
    );
  }

  async function refill(urgent: boolean): Promise<void> {
    woken = false;
    if (!urgent) turn = (turn + 1) % ageingTurn;
    let drained = true;
    try {
      const lot = await claimLot(channel, deps, lotSize(), !urgent && turn === 0);
      enqueue(lot.calls, urgent);
      drained = lot.drained;
    } catch (error) {
      deps.onBug(error);
    }
    claiming = null;
    const now = clock.now();
    const busy = inFlight > 0 || ready.length > 0 || now < endedAt + pollBehindCalls;
    claimAt = woken || !drained ? now : now + (busy ? pollBehindCalls : poll);
    step();
  }

  /** What is more urgent than all that waits goes before it (invariant Preempt). */
  function enqueue(calls: readonly Call[], urgent: boolean): void {
    const first = urgent ? Math.min(...ready.map(rankOf)) : -Infinity;
    ready.push(...calls.filter((call) => rankOf(call) >= first));
    ready.unshift(...calls.filter((call) => rankOf(call) < first));
  }

  /** Starts ready calls; returns how long to wait before looking again. */
  function startReady(now: number): number {
    while (ready.length > 0 && inFlight < limits.concurrency) {
      if (breaker.state === 'half-open') return poll;
      const wait = limiter.take(now);
      if (wait > 0) return wait;
      if (breaker.allowance(now) === 'none') return poll;
      const call = ready.shift();
      if (!call) break;
      inFlight++;
      void send(call)
        .catch((error: unknown) => giveBack(call, error))
        .then(ended);
    }
    return poll;
  }

  function ended(): void {
    inFlight--;
    endedAt = clock.now();
    lastEnded();
    step();
  }

  async function send(call: Call): Promise<void> {
    const template = await templateOf(call);
    const now = clock.now();
    const expired = now >= template.expiresAt;
    // A worker that woke up late does not send: its lease may be another's by now.
    if (expired || isLate(call, now)) {
      breaker.undecided();
      return settle(call, expired ? { state: 'expired' } : { state: 'pending', dueAt: now });
    }
    const outcomes = await callChannel(channel, toOrder(template, call), deadline(now), logger);
    record(call, outcomes, clock.now());
  }

  const isLate = (call: Call, now: number) => now + limits.timeout > call.leaseUntil;

  /** The call itself could not be made. */
  function giveBack(call: Call, error: unknown): void {
    logger.error({ channel: channel.id, err: error }, 'a call failed inside the hub before it left');
    const why = { at: 'call', code: 'hub.bug' } as const;
    const outcomes = call.rows.map(({ target }) => ({ target, result: 'retry', why }) as const);
    record(call, outcomes, clock.now());
  }

  /** What never left is pending again, not unsure. */
  const settle = (call: Call, next: Next) =>
    flusher.add(call.rows.map((row) => ({ ...base(row, call), ...next })));

  /** Claimed calls that never left go back. */
  function release(dueAt: number): void {
    for (const call of ready.splice(0)) settle(call, { state: 'pending', dueAt });
  }

  /** Calls whose turn does not come within their lease go back before it runs out. */
  function releaseLate(now: number): void {
    for (const call of ready.splice(0))
      if (isLate(call, now)) settle(call, { state: 'pending', dueAt: now });
      else ready.push(call);
  }

  const base = (row: Claimed, call: Call) => ({
    id: row.id,
    fence: row.fence,
    channel: channel.id,
    versionId: call.versionId,
    target: row.target,
  });

  function record(call: Call, outcomes: readonly Outcome[], now: number): void {
    noteHealth(outcomes, now);
    const jitter = random();
    const known = outcomes.length > 1 ? new Map(outcomes.map((outcome) => [outcome.target, outcome])) : null;
    const heard = (target: string): Outcome => {
      const outcome = known ? known.get(target) : outcomes[0];
      return outcome?.target === target ? outcome : { target, result: 'unsure' };
    };
    flusher.add(
      call.rows.map((row) => {
        const attempt = { attempts: row.attempts, now, expiresAt: row.expiresAt, random: jitter };
        return { ...base(row, call), ...afterOutcome(heard(row.target), attempt) };
      }),
    );
  }

  function noteHealth(outcomes: readonly Outcome[], now: number): void {
    const broken = outcomes.find((outcome) => 'why' in outcome && outcome.why.at === 'channel');
    if (!broken) return breaker.succeeded();
    if (broken.result === 'retry' && broken.notBefore !== undefined) {
      limiter.pauseUntil(broken.notBefore);
      return breaker.undecided();
    }
    const before = breaker.state;
    breaker.failed(now);
    if (before === 'closed' && breaker.state !== 'closed' && 'why' in broken)
      deps.onBroken(channel.id, broken.why);
  }

  step();
  return {
    breaker,
    get inFlight() {
      return inFlight;
    },
    wake() {
      woken = true;
      claimAt = 0;
      step();
    },
    async stop() {
      stopped = true;
      clearTimeout(alarm);
      await claiming;
      release(clock.now());
      const end = clock.now() + limits.timeout;
      while (inFlight > 0 && clock.now() < end) await untilDone(100, (resolve) => (lastEnded = resolve));
    },
  };
}

const rankOf = (call: Call) => call.rows[0]?.rank ?? Infinity;

/** A throw and a timeout count as unsure: the bytes may have left. */
async function callChannel(
  channel: Channel,
  order: Parameters<Channel['send']>[0],
  signal: AbortSignal,
  logger: DispatchDeps['logger'],
): Promise<readonly Outcome[]> {
  try {
    return await channel.send(order, signal);
  } catch (error) {
    logger.warn({ channel: channel.id, callId: order.callId, err: error }, 'a call ended without an answer');
    return order.members.map(({ target }) => ({ target, result: 'unsure' }));
  }
}
