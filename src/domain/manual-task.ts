import type { DeliveryState } from './delivery.js';
import { mayDecide } from './delivery-command.js';
import type { Officer } from './officer.js';
import { refuse, type Refusal } from './refusal.js';
import type { ManualDuty } from './rendering.js';

/** `begun` belongs to a task; a stop is done, or could not be. */
export const markResults = ['begun', 'done', 'could-not'] as const;
export type MarkResult = (typeof markResults)[number];

/** Why a task or a stop could not be done. `other` needs a note. */
export const couldNotReasons = [
  'no-answer',
  'no-way-through',
  'nobody-free',
  'system-down',
  'other',
] as const;
export type CouldNotReason = (typeof couldNotReasons)[number];

/** Where a manual task stands, as its board says it. */
export const manualStates = [
  'waiting',
  'to-do',
  'under-way',
  'done',
  'could-not',
  'withdrawn',
  'expired',
] as const;
export type ManualState = (typeof manualStates)[number];

/** The state of a task by its delivery and whether anything of it has been begun or done. */
export function manualState(state: DeliveryState, marked: boolean): ManualState {
  switch (state) {
    case 'accepted':
      return marked ? 'under-way' : 'to-do';
    case 'delivered':
      return 'done';
    case 'refused':
      return 'could-not';
    case 'superseded':
      return 'withdrawn';
    case 'expired':
      return 'expired';
    default:
      return 'waiting';
  }
}

export type ManualAct = 'begin' | 'mark' | 'done' | 'could-not';

/** What a tick needs to know of its task. Times in milliseconds UTC. */
export interface ManualFacts {
  readonly state: DeliveryState;
  readonly duty: ManualDuty;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Ids of stops that have a mark. */
  readonly marked: readonly string[];
}

/** A clock that is a little ahead must not refuse a tick. */
const spare = 60_000;

/**
 * Whether an officer may tick so now; null, or the reason why not. `at` is when it was done. A list of calls is done when
 * each call has its own mark, so that nobody is taken as warned by one press of a key.
 */
export function refusalToTick(
  facts: ManualFacts,
  act: { readonly act: ManualAct; readonly at: number; readonly stop?: string },
  officer: Officer,
  now: number,
): Refusal | null {
  if (!mayDecide(officer)) return refuse('officer.not-on-duty');
  if (facts.state === 'superseded') return refuse('manual.withdrawn');
  if (facts.state === 'expired') return refuse('manual.expired');
  if (facts.state !== 'accepted') return refuse('manual.not-open');
  if (act.at > now + spare || act.at < facts.issuedAt - spare) return refuse('manual.bad-time');
  const stops = facts.duty.stops.map(({ id }) => id);
  if (act.stop !== undefined && !stops.includes(act.stop)) return refuse('manual.unknown-stop');
  if (act.act === 'begin' && facts.expiresAt <= now) return refuse('manual.expired');
  const open = stops.filter((id) => !facts.marked.includes(id));
  return act.act === 'done' && facts.duty.type === 'calls' && open.length > 0
    ? refuse('manual.calls-open', { count: open.length })
    : null;
}

/**
 * Whether a newer message takes an unticked task's place: only if it speaks to all the districts that the task was for.
 * A car that has yet to bring an order to two districts still has to bring it to the one that a newer message leaves out.
 */
export const takesPlaceOf = (newer: readonly string[], older: readonly string[]): boolean =>
  older.every((code) => newer.includes(code));
