import type { DeliveryState } from '../../../src/domain/delivery.js';

/** What is known of a channel's way through its targets. Milliseconds UTC. */
interface Way {
  readonly counts: Readonly<Partial<Record<DeliveryState, number>>>;
  readonly firstHandOffAt: number | null;
  readonly lastHandOffAt: number | null;
  readonly issuedAt: number | null;
}

/** How fast a channel hands on, on the average since its first hand-off, and how long the rest takes at that. */
export type Pace =
  { readonly perSecond: number; readonly secondsLeft: number } | { readonly stalledSince: number };

/** Milliseconds without a hand-off after which an average says nothing any more. */
const quiet = 15_000;

/** Null where nothing is left to hand on, or too little has been to tell. `now`: milliseconds UTC, the server's. */
export const paceOf = (way: Way, now: number): Pace | null => {
  const { counts, firstHandOffAt: first, lastHandOffAt: last, issuedAt } = way;
  const left = (counts.pending ?? 0) + (counts.sending ?? 0);
  if (left === 0) return null;
  // Dead from its first call on: it stands still since the issue.
  if (first === null || last === null)
    return issuedAt !== null && now - issuedAt > quiet ? { stalledSince: issuedAt } : null;
  if (now - last > quiet) return { stalledSince: last };
  const done = (counts.accepted ?? 0) + (counts.delivered ?? 0);
  if (done < 2 || last - first < 1000) return null;
  const perSecond = (done / (last - first)) * 1000;
  return { perSecond, secondsLeft: left / perSecond };
};
