import type { DeliveryState } from './delivery.js';
import { hasRole, type Officer } from './officer.js';
import { refuse, type Refusal } from './refusal.js';

/** Why a person gives a delivery up. `other` needs a note. */
export const giveUpReasons = [
  'told-otherwise',
  'no-longer-needed',
  'wrong-address',
  'unreachable',
  'other',
] as const;
export type GiveUpReason = (typeof giveUpReasons)[number];

export type DeliveryAct = 'retry' | 'reroute' | 'give-up';

/** What the decision needs to know of a delivery. */
export interface DeliveryFacts {
  readonly state: DeliveryState;
  /** Milliseconds UTC. */
  readonly expiresAt: number;
  /** A newer version went to the same target, or its alert was cancelled; null when neither. */
  readonly overtaken: 'overtaken' | 'cancelled' | null;
  /** One person's address; stations and accounts are nobody's. */
  readonly personal: boolean;
  /** It went to another address instead. */
  readonly rerouted: boolean;
}

/** The states from which a person may decide; anything else moves by itself or is over. */
const from: Readonly<Record<DeliveryAct, readonly DeliveryState[]>> = {
  retry: ['held', 'refused'],
  reroute: ['held', 'refused', 'unsure'],
  'give-up': ['held'],
};

/** Whether an officer may decide so about a delivery now; null, or the reason why not. Pure; times in milliseconds UTC. */
export function refusalToDecide(
  delivery: DeliveryFacts,
  act: DeliveryAct,
  officer: Officer,
  now: number,
): Refusal | null {
  if (!mayDecide(officer)) return refuse('officer.not-on-duty');
  if (delivery.rerouted) return refuse('delivery.rerouted');
  if (!from[act].includes(delivery.state)) return refuse('delivery.not-waiting', { state: delivery.state });
  // Giving up is open at any time: it is how what is too late is put away.
  if (act === 'give-up') return null;
  if (delivery.overtaken !== null) return refuse(`delivery.${delivery.overtaken}`);
  if (delivery.expiresAt <= now) return refuse('delivery.expired');
  return act === 'reroute' && !delivery.personal ? refuse('reroute.not-personal') : null;
}

/** Two people to send, any one to stop (safety R5): whoever drafts or approves, and headquarters. */
export const mayDecide = (officer: Officer): boolean =>
  hasRole(officer, 'drafter') || hasRole(officer, 'approver') || hasRole(officer, 'headquarters');
