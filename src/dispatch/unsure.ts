import type { Asking, Channel, Outcome } from '../domain/channel.js';
import { afterAsking, resendDelay, unsureStep, type Next } from '../domain/delivery.js';
import { urgentFrom } from '../domain/urgency.js';
import { takeTurn } from '../store/claim.store.js';
import { claimUnsure, type Unsure } from '../store/delivery.store.js';
import { readOrderTemplate } from '../store/order.store.js';
import { otherCalls } from '../store/other-calls.store.js';
import { isPlain, isShared, toOrder, type Call } from './calls.js';
import type { DispatchDeps } from './dispatch-deps.js';
import type { OutcomeFlusher } from './outcome-flusher.js';
import type { Pump } from './pump.js';

const lot = 200;
/** A claim belongs to this process for 15 s: no question starts so late that its answer would come after that. Milliseconds. */
const askFor = 4_000;
/** Questions without an answer, one after the other, after which the provider is not asked again in this round. */
const mostSilences = 3;
/** A provider that is asked a hundred calls a second has so many questions at once; a slower one fewer. */
const mostAtOnce = 8;

/** Settles one channel's unsure deliveries. */
export interface Settler {
  /** One round; returns how many deliveries it looked at. */
  settle(): Promise<number>;
}

/** What came of a question: the provider's answer, no answer, or no turn to ask. */
type Answer = readonly Outcome[] | 'silence' | 'later';

/**
 * Settles what nobody knows: asks the provider where it can be asked, for a while; sends the same call again where its key
 * still lives or the message is urgent, and hands the rest to a person. A question is a call of its provider's like any
 * other: it keeps to rate, Retry-After and breaker (invariant RateLimit).
 */
export function createSettler(
  channel: Channel,
  deps: DispatchDeps,
  flusher: OutcomeFlusher,
  gates: Pick<Pump, 'breaker' | 'turns'>,
): Settler {
  const { clock } = deps;
  const { breaker, turns } = gates;
  const alone = isPlain(channel.limits);
  const { callsPerSecond, concurrency } = channel.limits;
  const atOnce = Math.max(1, Math.min(mostAtOnce, concurrency, Math.floor(callsPerSecond / 10)));

  const put = (rows: readonly Unsure[], next: (row: Unsure) => Next) =>
    flusher.add(
      rows.map((row) => ({
        id: row.id,
        fence: row.fence,
        channel: channel.id,
        versionId: row.versionId,
        target: row.target,
        rank: row.rank,
        ...next(row),
      })),
    );

  async function settle(): Promise<number> {
    const rows = await deps.store.lot(async (tx) => {
      if (isShared(channel.limits)) await takeTurn(tx, channel.id);
      return claimUnsure(tx, channel.id, clock.now(), lot);
    }, 'needed');
    const calls = [...Map.groupBy(rows, (row) => (alone ? row.id : row.callId)).values()];
    await askAll(calls.filter((members) => !settledAlone(members)));
    return rows.length;
  }

  /** Without a question; false where the provider is to be asked. */
  function settledAlone(rows: readonly Unsure[]): boolean {
    const [first] = rows;
    if (!first?.callId) return true;
    const now = clock.now();
    const keyAlive = channel.limits.keyLife > 0 && now < first.committedAt + channel.limits.keyLife;
    const step = unsureStep({ canResolve: channel.resolve !== undefined, keyAlive, urgent: isUrgent(first) });
    if (now >= first.expiresAt || step === 'hold') put(rows, () => ({ state: 'held', heldReason: 'unsure' }));
    else if (step === 'resend') {
      const dueAt = now + resendDelay({ keyAlive }, first.attempts, deps.random());
      put(rows, () => ({ state: 'pending', dueAt }));
    } else return false;
    return true;
  }

  /** A few at a time, the more urgent first; a provider that says nothing is left alone until the next round. */
  async function askAll(calls: readonly (readonly Unsure[])[]): Promise<void> {
    const waiting = [...calls];
    const end = clock.now() + askFor;
    let silences = 0;
    const worker = async () => {
      for (let rows = waiting.shift(); rows; rows = waiting.shift()) {
        const answer = silences < mostSilences ? await question(rows, end) : 'silence';
        silences = answer === 'silence' || isSilent(answer) ? silences + 1 : 0;
        conclude(rows, answer);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, calls.length) }, worker));
  }

  async function question(rows: readonly Unsure[], end: number): Promise<Answer> {
    const now = clock.now();
    if (now >= end) return 'later';
    if (breaker.wait(now) > 0 || turns.paused(now) >= end - now) return 'silence';
    if (!(await turns.ahead('ask', end - now))) return 'later';
    return ask(channel, rows, deps);
  }

  function conclude(rows: readonly Unsure[], answer: Answer): void {
    const now = clock.now();
    if (answer === 'later') return put(rows, () => ({ state: 'unsure', dueAt: now }));
    const outcomes = answer === 'silence' ? [] : answer;
    const random = deps.random();
    put(rows, (row) =>
      afterAsking(
        outcomes.find(({ target }) => target === row.target),
        {
          ...{ attempts: row.attempts, expiresAt: row.expiresAt, now, random },
          ...{ urgent: isUrgent(row), age: now - row.committedAt },
        },
      ),
    );
  }

  return { settle };
}

const isUrgent = ({ urgency }: Unsure) => urgency >= urgentFrom;

const isSilent = (answer: Answer) =>
  typeof answer !== 'string' && answer.every(({ result }) => result === 'unsure');

async function ask(channel: Channel, rows: readonly Unsure[], deps: DispatchDeps): Promise<Answer> {
  const { store, clock, world } = deps;
  const [first] = rows;
  if (!first || !channel.resolve) return 'silence';
  try {
    const template = await readOrderTemplate(store, world, channel.id, first.versionId, first.renderingId);
    const { callId, versionId, renderingId, committedAt } = first;
    const call: Call = { id: callId ?? '', versionId, renderingId, rows, leaseUntil: 0 };
    const asking: Asking = {
      age: clock.now() - committedAt,
      otherCalls: ({ deliveryId, target }) =>
        otherCalls(
          store.read,
          { id: Number(deliveryId), channel: channel.id, target, committedAt },
          clock.now(),
        ),
    };
    return await within(channel.limits.timeout, channel.resolve(toOrder(template, call), asking));
  } catch (error) {
    deps.logger.warn({ channel: channel.id, err: error }, 'the channel did not say what became of a call');
    return 'silence';
  }
}

/** No word within the channel's timeout is no word: asked again later. */
const within = (milliseconds: number, answer: Promise<readonly Outcome[]>) =>
  new Promise<Answer>((resolve, reject) => {
    const timer = setTimeout(() => resolve('silence'), milliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
