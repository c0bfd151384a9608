import type { Channel, Outcome } from '../domain/channel.js';
import { afterOutcome, type Next } from '../domain/delivery.js';
import { claimDue, commitCalls, expireDue, type Claimed } from '../store/delivery.store.js';
import { readOrderTemplate, type OrderTemplate } from '../store/order.store.js';
import { createBreaker, type Breaker } from './breaker.js';
import { cutIntoCalls, toNewCall, toOrder, type Call } from './calls.js';
import type { DispatchDeps } from './dispatcher.js';
import type { OutcomeFlusher } from './outcome-flusher.js';
import { createRateLimiter } from './rate-limiter.js';
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
/** Every eighth lot takes the longest waiting first, so that a backlog of notices still drains. */
const ageingTurn = 8;

/** Starts the pump of a channel: claim a lot, commit its calls, send them within rate and concurrency, record. */
export function startPump(channel: Channel, deps: DispatchDeps, flusher: OutcomeFlusher): Pump {
  const { store, clock, logger, newId, random } = deps;
  const { limits } = channel;
  const breaker = createBreaker();
  const limiter = createRateLimiter(limits.callsPerSecond);
  const templates = new Map<string, Promise<OrderTemplate>>();
  const ready: Call[] = [];
  let inFlight = 0;
  let stopped = false;
  let turn = 0;
  let wakeUp: () => void = () => undefined;

  const lotSize = () => {
    const calls = Math.min(lotLimit, Math.ceil(limits.callsPerSecond * 2));
    return breaker.state === 'closed' ? calls * limits.targetsPerCall : limits.targetsPerCall;
  };

  async function claim(): Promise<number> {
    const now = clock.now();
    const leaseUntil = now + limits.timeout + 30_000;
    const limit = Math.min(lotSize(), 5000);
    turn = (turn + 1) % ageingTurn;
    const calls = await store.write(async (tx) => {
      if (deps.maintenance()) return [];
      const expired = await expireDue(tx, channel.id, now);
      for (const versionId of expired) deps.onExpired(versionId);
      const lot = await claimDue(
        tx,
        { channel: channel.id, now, limit, leaseUntil, oldestFirst: turn === 0 },
        store.engine,
      );
      const cut = cutIntoCalls(lot, limits, leaseUntil, newId);
      const fresh = cut.filter((call) => call.rows[0]?.callId !== call.id);
      if (fresh.length > 0) await commitCalls(tx, channel.id, fresh.map(toNewCall), now);
      return cut;
    });
    ready.push(...calls);
    return calls.length;
  }

  function template(call: Call): Promise<OrderTemplate> {
    const key = `${call.versionId} ${call.renderingId}`;
    let known = templates.get(key);
    if (!known) {
      if (templates.size > 1000) templates.clear();
      known = readOrderTemplate(store, deps.world, channel.id, call.versionId, call.renderingId);
      templates.set(key, known);
      known.catch(() => templates.delete(key));
    }
    return known;
  }

  async function send(call: Call): Promise<void> {
    const orderTemplate = await template(call);
    const now = clock.now();
    if (now >= orderTemplate.expiresAt) return settle(call, { state: 'expired' });
    // A worker that woke up late does not send: its lease may be another's by now.
    if (now + limits.timeout > call.leaseUntil) return settle(call, { state: 'pending', dueAt: now });
    const outcomes = await callChannel(channel, toOrder(orderTemplate, call), logger);
    record(call, outcomes, clock.now());
  }

  const settle = (call: Call, next: Next) =>
    flusher.add(call.rows.map((row) => ({ ...base(row, call), ...next })));

  /** Claimed calls that never left go back: nothing was sent, so they are pending, not unsure. */
  function release(dueAt: number): void {
    for (const call of ready.splice(0)) settle(call, { state: 'pending', dueAt });
  }

  const base = (row: Claimed, call: Call) => ({
    id: row.id,
    fence: row.fence,
    channel: channel.id,
    versionId: call.versionId,
    target: row.target,
  });

  function record(call: Call, outcomes: readonly Outcome[], now: number): void {
    const byTarget = new Map(outcomes.map((outcome) => [outcome.target, outcome]));
    const jitter = random();
    noteHealth(outcomes, now);
    flusher.add(
      call.rows.map((row) => {
        const outcome = byTarget.get(row.target) ?? { target: row.target, result: 'unsure' as const };
        const attempt = { attempts: row.attempts, now, expiresAt: row.expiresAt, random: jitter };
        return { ...base(row, call), ...afterOutcome(outcome, attempt) };
      }),
    );
  }

  function noteHealth(outcomes: readonly Outcome[], now: number): void {
    const broken = outcomes.find((outcome) => 'why' in outcome && outcome.why.at === 'channel');
    if (!broken) return breaker.succeeded();
    if (broken.result === 'retry' && broken.notBefore !== undefined) limiter.pauseUntil(broken.notBefore);
    else {
      const before = breaker.state;
      breaker.failed(now);
      if (before === 'closed' && breaker.state !== 'closed' && 'why' in broken)
        deps.onBroken(channel.id, broken.why);
    }
  }

  /** Starts what may start now; returns how long to wait before looking again. */
  function startReady(): number {
    while (ready.length > 0 && inFlight < limits.concurrency) {
      const now = clock.now();
      if (breaker.allowance(now) === 'none') {
        release(now + breaker.wait(now));
        break;
      }
      const wait = limiter.take(now);
      if (wait > 0) return wait;
      const call = ready.shift();
      if (!call) break;
      inFlight++;
      void send(call)
        .catch((error: unknown) => {
          logger.error({ channel: channel.id, err: error }, 'a call failed inside the hub before it left');
          const why = { at: 'call', code: 'hub.bug' } as const;
          record(
            call,
            call.rows.map(({ target }) => ({ target, result: 'retry', why })),
            clock.now(),
          );
        })
        .finally(() => {
          inFlight--;
          wakeUp();
        });
    }
    return ready.length > 0 ? 0 : poll;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const blocked = breaker.wait(clock.now());
      let claimedCalls = 0;
      if (blocked === 0 && ready.length < Math.max(1, lotSize() / 2)) claimedCalls = await claim();
      const wait = blocked > 0 ? blocked : startReady();
      const full = inFlight >= limits.concurrency;
      if (claimedCalls > 0 && !full && wait === 0) continue;
      await untilDone(full ? poll : Math.max(1, wait), (resolve) => (wakeUp = resolve));
    }
  }

  const running = run().catch((error: unknown) => deps.onBug(error));
  return {
    breaker,
    get inFlight() {
      return inFlight;
    },
    wake: () => wakeUp(),
    async stop() {
      stopped = true;
      wakeUp();
      await running;
      const end = clock.now() + limits.timeout;
      release(clock.now());
      while (inFlight > 0 && clock.now() < end) await untilDone(100, (resolve) => (wakeUp = resolve));
    },
  };
}

/** A throw and a timeout count as unsure: the bytes may have left. */
async function callChannel(
  channel: Channel,
  order: Parameters<Channel['send']>[0],
  logger: DispatchDeps['logger'],
): Promise<readonly Outcome[]> {
  try {
    return await channel.send(order, AbortSignal.timeout(channel.limits.timeout));
  } catch (error) {
    logger.warn({ channel: channel.id, callId: order.callId, err: error }, 'a call ended without an answer');
    return order.members.map(({ target }) => ({ target, result: 'unsure' }));
  }
}
