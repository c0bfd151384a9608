import type { Kind } from './kind.js';
import { hasRole, type Officer } from './officer.js';
import { refuse, type Refusal } from './refusal.js';

/** Why an officer issues alone; a closed list (safety R5). */
export const breakGlassReasons = ['no-answer', 'cannot-approve', 'lines-down', 'life-at-risk'] as const;
export type BreakGlassReason = (typeof breakGlassReasons)[number];

/** Who was asked before it: the supervisor, reached by name, or whom she rang in vain. */
export interface Supervisor {
  readonly reached: boolean;
  readonly name: string;
}

/** Within so long another approver reviews what was issued alone. Milliseconds. */
export const reviewWithin = 24 * 3_600_000;

/** The approvers are rung from the second second of a submission: so long she waits for them (ADR 0046). Milliseconds. */
const waitAtOnce = 20_000;
const wait = 60_000;
/** Who answered "I'm looking" is given so long to approve, but where life is at stake. Milliseconds. */
const answerHolds = 180_000;

export interface BreakGlassFacts {
  /** Of a kind that may be issued alone (`mayBreakGlass`). */
  readonly open: boolean;
  readonly level: number | null;
  readonly urgency: number;
  readonly submittedAt: number | null;
  /** When an approver who was rung last answered. */
  readonly answeredAt: number | null;
}

/** Orders to evacuate and civil protection, not their lifting: nothing else is worth one pair of eyes. */
export const mayBreakGlass = ({ group, persons, effects, urgency }: Kind): boolean =>
  persons === 2 &&
  urgency >= 3 &&
  (group === 'civil-protection' || (group === 'evacuation' && effects === 'set'));

/** Level 5, and what has no number but the same urgency (a missile). */
const atOnce = ({ level, urgency }: BreakGlassFacts): boolean =>
  level === 5 || (level === null && urgency === 5);

/** From when on it may be issued alone. Milliseconds UTC. */
export function opensAt(facts: BreakGlassFacts): number | null {
  if (!facts.open || facts.submittedAt === null) return null;
  if (atOnce(facts)) return facts.submittedAt + waitAtOnce;
  const held = facts.answeredAt === null ? 0 : facts.answeredAt + answerHolds;
  return Math.max(facts.submittedAt + wait, held);
}

/** Why this officer may not issue it alone now; null when she may. */
export function refusalToBreakGlass(
  facts: BreakGlassFacts,
  officer: Officer,
  submitterId: string | null,
  now: number,
): Refusal | null {
  if (!facts.open) return refuse('break-glass.not-this-kind');
  if (!hasRole(officer, 'drafter') || !hasRole(officer, 'approver')) return refuse('officer.not-both-roles');
  if (officer.id !== submitterId) return refuse('break-glass.not-yours');
  const at = opensAt(facts);
  if (at === null || now < at)
    return refuse('break-glass.too-soon', { seconds: Math.ceil(((at ?? now) - now) / 1000) });
  return null;
}

/** Why this officer may not review it; null when she may. */
export function refusalToReview(
  broken: { readonly officerId: string; readonly reviewedAt: number | null },
  officer: Officer,
): Refusal | null {
  if (broken.reviewedAt !== null) return refuse('break-glass.reviewed');
  if (!hasRole(officer, 'approver')) return refuse('officer.not-approver');
  return officer.id === broken.officerId ? refuse('break-glass.own-review') : null;
}
