import { hasRole, type Officer, type OfficerRole } from './officer.js';
import { refuse, type Refusal } from './refusal.js';

/** What may be asked for an officer: to come, to have other roles, to get a new password, to go. */
export const officerChanges = ['invite', 'roles', 'credentials', 'remove'] as const;
export type OfficerChange = (typeof officerChanges)[number];

export type RequestState = 'pending' | 'confirmed' | 'declined' | 'withdrawn';

/** A request that nobody confirmed in 24 hours is none any more; an invitation is open for 72. Milliseconds. */
export const requestLife = 24 * 3_600_000;
export const invitationLife = 72 * 3_600_000;

/** A change, whoever asks for it. */
export interface Change {
  readonly kind: OfficerChange;
  readonly officerId: string;
  readonly before: readonly OfficerRole[];
  readonly after: readonly OfficerRole[];
}

export interface RequestFacts extends Change {
  readonly state: RequestState;
  readonly askedBy: string;
  readonly lapsesAt: number;
}

/** So many must be left to sign in after a change: nobody can lock the town out of its own hub. */
const leastLeft: Partial<Record<OfficerRole, number>> = { administrator: 1, approver: 2 };

/**
 * Whether a change may be made at all: the last administrator and the last two approvers stay. `staff`: everybody who can sign
 * in now.
 */
export function refusalToChange(change: Change, staff: readonly Officer[]): Refusal | null {
  const lost = change.before.filter((role) => !change.after.includes(role));
  for (const role of lost) {
    const least = leastLeft[role];
    const left = staff.filter((one) => one.id !== change.officerId && hasRole(one, role)).length;
    if (least !== undefined && left < least) return refuse(`staff.last-${role}`, { least });
  }
  if (change.kind === 'roles' && lost.length === 0 && change.after.length === change.before.length)
    return refuse('staff.nothing-changes');
  return null;
}

/**
 * Who may confirm (safety R18): another administrator; an approver only where no other administrator is left to ask. Never who
 * asked for it, and never whom it is about.
 */
export function refusalToConfirm(
  request: RequestFacts,
  officer: Officer,
  staff: readonly Officer[],
  now: number,
): Refusal | null {
  if (request.state !== 'pending') return refuse(`staff.${request.state}`);
  if (now >= request.lapsesAt) return refuse('staff.lapsed');
  if (officer.id === request.askedBy) return refuse('staff.own');
  if (officer.id === request.officerId) return refuse('staff.about-you');
  if (!staff.some(({ id, roles }) => id === request.askedBy && roles.includes('administrator')))
    return refuse('staff.asker-gone');
  if (!hasRole(officer, 'administrator')) {
    const others = staff.filter(
      ({ id, roles }) =>
        roles.includes('administrator') && id !== request.askedBy && id !== request.officerId,
    );
    if (others.length > 0) return refuse('staff.administrator-first', { names: listed(others) });
    if (!hasRole(officer, 'approver')) return refuse('staff.not-confirmer');
  }
  return refusalToChange(request, staff);
}

const listed = (officers: readonly Officer[]): string => officers.map(({ name }) => name).join('、');

/** An approver declines what she may confirm; whoever asked takes it back at any time. */
export function refusalToDecline(
  request: RequestFacts,
  officer: Officer,
  staff: readonly Officer[],
  now: number,
): Refusal | null {
  if (officer.id !== request.askedBy) return refusalToConfirm(request, officer, staff, now);
  if (request.state !== 'pending') return refuse(`staff.${request.state}`);
  return now >= request.lapsesAt ? refuse('staff.lapsed') : null;
}
