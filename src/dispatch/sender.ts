import type { Channel, Outcome } from '../domain/channel.js';
import { afterOutcome, pauseEnd, type Next } from '../domain/delivery.js';
import type { Claimed } from '../store/claim.store.js';
import type { Breaker } from './breaker.js';
import { toOrder, type Call } from './calls.js';
import { createDeadlines } from './deadline.js';
import type { DispatchDeps } from './dispatch-deps.js';
import { createFailureRun } from './failure-run.js';
import type { OutcomeFlusher } from './outcome-flusher.js';
import type { RateLimiter } from './rate-limiter.js';
import { createTemplates } from './templates.js';

/** Makes one channel's calls and hands what became of them to the flusher. */
export interface Sender {
  /** Reads what these calls say, so that nothing has to be waited for between the rate's count and the first byte. */
  prepare(calls: readonly Call[]): Promise<void>;
  /** One call, with expiry and lease checked right before it. Never rejects. */
  send(call: Call): Promise<void>;
  /** What never left is pending again at `dueAt`, not unsure. */
  giveBack(call: Call, dueAt: number): void;
  /** True when the call could outlast its lease: its rows may then be another's. */
  isLate(call: Call, now: number): boolean;
}

export function createSender(
  channel: Channel,
  deps: DispatchDeps,
  flusher: OutcomeFlusher,
  gates: { readonly breaker: Breaker; readonly limiter: RateLimiter },
): Sender {
  const { clock, logger, random } = deps;
  const { breaker, limiter } = gates;
  const templateOf = createTemplates(channel.id, deps);
  const run = createFailureRun();
  const deadline = createDeadlines(channel.limits.timeout);

  const isLate = (call: Call, now: number) => now + channel.limits.timeout > call.leaseUntil;

  async function send(call: Call): Promise<void> {
    try {
      const template = await templateOf(call);
      const now = clock.now();
      if (now >= template.expiresAt) return unsent(call, { state: 'expired' });
      // A worker that woke up late does not send.
      if (isLate(call, now)) return unsent(call, { state: 'pending', dueAt: now });
      const outcomes = await callChannel(channel, toOrder(template, call), deadline(now), logger);
      record(call, outcomes, clock.now());
    } catch (error) {
      logger.error({ channel: channel.id, err: error }, 'a call failed inside the hub before it left');
      const why = { at: 'call', code: 'hub.bug' } as const;
      const outcomes = call.rows.map(({ target }) => ({ target, result: 'retry', why }) as const);
      record(call, outcomes, clock.now());
    }
  }

  /** A call that the breaker may have let through to learn from. */
  function unsent(call: Call, next: Next): void {
    breaker.undecided();
    settle(call, next);
  }

  const settle = (call: Call, next: Next) =>
    flusher.add(call.rows.map((row) => ({ ...base(row, call), ...next })));

  const base = (row: Claimed, call: Call) => ({
    id: row.id,
    fence: row.fence,
    channel: channel.id,
    versionId: call.versionId,
    target: row.target,
    rank: row.rank,
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
    const news = run.hear(outcomes, now);
    if (news === 'taken') deps.troubles.taken(channel.id);
    else if (news !== null) deps.troubles.failing(channel.id, news);
    const broken = outcomes.find((outcome) => 'why' in outcome && outcome.why.at === 'channel');
    if (!broken)
      return outcomes.every(({ result }) => result === 'unsure') ? breaker.unknown(now) : breaker.succeeded();
    if (broken.result === 'retry' && broken.notBefore !== undefined) {
      limiter.pauseUntil(pauseEnd(broken.notBefore, now));
      return breaker.undecided();
    }
    breaker.failed(now);
  }

  async function prepare(calls: readonly Call[]): Promise<void> {
    // One that cannot be read is its own call's failure, when its turn comes (invariant Poison).
    await Promise.allSettled(calls.map(templateOf));
  }

  return {
    prepare,
    send,
    giveBack: (call, dueAt) => settle(call, { state: 'pending', dueAt }),
    isLate,
  };
}

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
