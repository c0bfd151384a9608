import type { VersionStatus } from './alert.js';

/**
 * What an alert as a whole is now. `unsent`: nothing of it was ever issued; `in-force`: an order stands, or a message informs
 * still; `going-out`: nothing is in force any more, and its last word (a lift, a cancel, an ended notice) is still being
 * delivered; `held`: what is left of that waits for a person; `over`: it belongs to the history.
 */
export const alertStandings = ['unsent', 'in-force', 'going-out', 'held', 'over'] as const;
export type AlertStanding = (typeof alertStandings)[number];

/** How far what an alert sent has got: something is pending, in flight or unsure; only held deliveries are left; all is done. */
export type Remaining = 'moving' | 'held' | 'none';

/** Of each version of an alert: what it is, and whether it only takes back (a lift, a cancel). */
interface Said {
  readonly status: VersionStatus;
  readonly purpose: 'message' | 'cancel' | 'correction';
  readonly issuedAt: number | null;
  readonly lifts: boolean;
}

/** A cancel, a correction and a lift are notices: said once, they are no order, however long their own message lives. */
const isInForce = ({ status, purpose, lifts }: Said): boolean =>
  status === 'issued' && purpose === 'message' && !lifts;

export function standingOf(versions: readonly Said[], remaining: Remaining): AlertStanding {
  if (versions.some(isInForce)) return 'in-force';
  if (versions.every(({ issuedAt }) => issuedAt === null)) return 'unsent';
  return remaining === 'moving' ? 'going-out' : remaining === 'held' ? 'held' : 'over';
}
