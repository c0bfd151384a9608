import type { Fault, Outcome } from './channel.js';

/** The states of a delivery. The pending rows are the outbox (design.md, Delivery). */
export const deliveryStates = [
  'pending',
  'sending',
  'accepted',
  'delivered',
  'refused',
  'unsure',
  'held',
  'expired',
  'superseded',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why a delivery waits for a person. */
export const heldReasons = [
  'restored',
  'unsure',
  'stopped',
  'clock',
  'maintenance',
  'morning',
  'exhausted',
  'interrupted',
  'channel-off',
] as const;
export type HeldReason = (typeof heldReasons)[number];

/** What is done about an unsure delivery; data of the channel and the kind, not code (design.md). */
export interface UnsurePolicy {
  /** The channel can ask what became of a call. */
  readonly canResolve: boolean;
  /** The provider still holds the call's idempotency key: a resend has one effect. */
  readonly keyAlive: boolean;
  /** A duplicate beats a miss. */
  readonly urgent: boolean;
}

/** What a delivery becomes, and when it is due again. */
export interface Next {
  readonly state: DeliveryState;
  readonly dueAt?: number;
  readonly ref?: string;
  readonly fault?: Fault;
  readonly heldReason?: HeldReason;
}

export interface Attempt {
  readonly attempts: number;
  readonly now: number;
  readonly expiresAt: number;
  /** 0 ≤ random < 1, for the full jitter. */
  readonly random: number;
}

export const maxAttempts = 12;
const baseDelay = 500;
const maxDelay = 60_000;
/** A service that asks for more is asked again anyway: a warning is worth more than its wish. Milliseconds. */
const longestPause = 5 * 60_000;
/** What would wait past its end is tried once more so long before it. Milliseconds. */
const lastChance = 30_000;

/** Full-jitter backoff: uniform in [0, min(60 s, 0.5 s × 2^attempts)). Milliseconds. */
export const backoff = (attempts: number, random: number): number =>
  Math.floor(random * Math.min(maxDelay, baseDelay * 2 ** Math.min(attempts, 20)));

/** The state after an outcome was heard. */
export function afterOutcome(outcome: Outcome, attempt: Attempt): Next {
  if (outcome.result === 'accepted') return { state: 'accepted', ref: outcome.ref };
  if (outcome.result === 'refused') return { state: 'refused', fault: outcome.why };
  if (outcome.result === 'unsure') return { state: 'unsure', dueAt: attempt.now };
  const dueAt = retryTime(outcome, attempt);
  if (dueAt === null) return { state: 'expired', fault: outcome.why };
  // A channel or service that is down is nobody's refusal: it is tried for as long as the message is valid.
  if (isOfOne(outcome.why) && attempt.attempts >= maxAttempts)
    return { state: 'held', heldReason: 'exhausted', fault: outcome.why };
  return { state: 'pending', dueAt, fault: outcome.why };
}

const isOfOne = ({ at }: Fault): boolean => at === 'target' || at === 'call';

/** When a service that said "later" is asked again: as it wished, within bounds. Milliseconds UTC. */
export const pauseEnd = (notBefore: number, now: number): number => Math.min(notBefore, now + longestPause);

/** Null when there is no time left. A mailbox that is full, or a greylist, knows best when it will take something. */
function retryTime(
  { why, notBefore = 0 }: Extract<Outcome, { result: 'retry' }>,
  { now, expiresAt, attempts, random }: Attempt,
): number | null {
  const asked = isOfOne(why) ? notBefore : pauseEnd(notBefore, now);
  const dueAt = Math.max(asked, now + backoff(attempts, random));
  if (dueAt < expiresAt) return dueAt;
  const last = expiresAt - lastChance;
  return now < last ? last : null;
}

export type UnsureStep = 'resolve' | 'resend' | 'hold';

/** What happens to an unsure delivery next. */
export function unsureStep(policy: UnsurePolicy): UnsureStep {
  if (policy.keyAlive) return 'resend';
  if (policy.canResolve) return 'resolve';
  return policy.urgent ? 'resend' : 'hold';
}

/**
 * Since its call was committed, an unsure delivery is resent, or a person's, within so long, whatever its provider says or
 * does not (invariant BoundedUnsure). Milliseconds.
 */
const settledWithin = { urgent: 2 * 60_000, other: 15 * 60_000 };
/** What the next asking and its answer may take. Milliseconds. */
const oneMoreAsking = 15_000;
const askedAgainAfter = 2_000;

/** An unsure delivery whose provider was asked; `age` is milliseconds since its call was committed. */
export interface Asked extends Attempt {
  readonly urgent: boolean;
  readonly age: number;
}

/**
 * The state after a provider was asked. `retry` means that it never had the call. Without an answer it is asked again, and
 * where no answer comes in time the delivery goes on as if nobody could be asked.
 */
export function afterAsking(outcome: Outcome | undefined, asked: Asked): Next {
  const { urgent, age, now, attempts, random } = asked;
  if (outcome?.result === 'retry') return { state: 'pending', dueAt: now };
  if (outcome && outcome.result !== 'unsure') return afterOutcome(outcome, asked);
  if (age + oneMoreAsking < (urgent ? settledWithin.urgent : settledWithin.other))
    return { state: 'unsure', dueAt: now + askedAgainAfter };
  if (!urgent) return { state: 'held', heldReason: 'unsure' };
  return { state: 'pending', dueAt: now + resendDelay({ keyAlive: false }, attempts, random) };
}

/** Blind repeats that follow each other quickly; later ones are rare. */
const quickRepeats = 4;
const rareRepeat = 5 * 60_000;

/**
 * How long an unsure delivery waits before it is sent again, in milliseconds. Under a living key a repeat has one effect
 * and costs nobody anything. A blind one may ring a phone again: four quick ones, for an answer that was lost, then one
 * every five minutes at most, for a provider that hangs and comes back.
 */
export const resendDelay = (
  { keyAlive }: Pick<UnsurePolicy, 'keyAlive'>,
  attempts: number,
  random: number,
): number =>
  keyAlive || attempts <= quickRepeats
    ? backoff(Math.min(attempts, 6), random)
    : Math.floor(rareRepeat * (1 - random / 4));

/** States that no dispatcher will touch again. `held` waits for a person. */
export const isSettled = (state: DeliveryState): boolean =>
  state !== 'pending' && state !== 'sending' && state !== 'unsure';
