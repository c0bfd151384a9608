import { cancelWindow, type VersionStatus } from './alert.js';
import { refusalToBreakGlass, type BreakGlassFacts } from './break-glass.js';
import { hasRole, type Officer } from './officer.js';
import { refuse, type Refusal } from './refusal.js';

/** What an officer asks of a version. */
export type Act =
  | 'edit'
  | 'submit'
  | 'renew'
  | 'approve'
  | 'break-glass'
  | 'return'
  | 'reject'
  | 'discard'
  | 'cancel'
  | 'correct'
  | 'extend'
  | 'lift';

/** What `decide` needs to know of a version. */
export interface VersionFacts {
  readonly status: VersionStatus;
  readonly authorId: string;
  readonly editorIds: readonly string[];
  readonly submitterId: string | null;
  readonly lapsesAt: number | null;
  readonly issuedAt: number | null;
  /** Officers this kind takes: 1 for declared one-person kinds (safety R5). */
  readonly persons: 1 | 2;
  /** Cancels and corrections are the last word on themselves. */
  readonly purpose: 'message' | 'cancel' | 'correction';
  /** What a next version of an alert continues: how it stands now, and whether an extension finds anything in force. */
  readonly continues?: { readonly status: VersionStatus; readonly isOver: boolean };
  /** What a lone officer's issue is judged by; none where nobody asks for it. */
  readonly breakGlass?: BreakGlassFacts;
}

/** The transition table: from → act → to. An act that is not in it is refused. */
export const transitions: Readonly<Record<VersionStatus, Partial<Record<Act, VersionStatus>>>> = {
  draft: { edit: 'draft', submit: 'submitted', discard: 'discarded' },
  // An edit voids a submission: it is a draft again, and its digest is gone.
  submitted: {
    edit: 'draft',
    approve: 'issued',
    // The one exception to FourEyes: logged, told to everybody, reviewed afterwards (R5).
    'break-glass': 'issued',
    return: 'returned',
    reject: 'rejected',
    renew: 'submitted',
    discard: 'discarded',
  },
  returned: { edit: 'draft', submit: 'submitted', discard: 'discarded' },
  lapsed: { edit: 'draft', renew: 'submitted', submit: 'submitted', discard: 'discarded' },
  rejected: {},
  issued: { cancel: 'cancelled', correct: 'issued', extend: 'issued', lift: 'issued' },
  superseded: { cancel: 'cancelled', correct: 'superseded', lift: 'superseded' },
  cancelled: {},
  expired: { correct: 'expired', extend: 'expired' },
  discarded: {},
};

const shut: BreakGlassFacts = { open: false, level: null, urgency: 0, submittedAt: null, answeredAt: null };
const writers: readonly Act[] = ['edit', 'submit', 'renew', 'discard', 'extend', 'lift'];

/** Who may do what to a version, now: the new status, or the reason why not. Pure; time is milliseconds UTC. */
export function decide(
  version: VersionFacts,
  act: Act,
  officer: Officer,
  now: number,
): VersionStatus | Refusal {
  const lapsed = version.status === 'submitted' && version.lapsesAt !== null && now >= version.lapsesAt;
  const to = transitions[lapsed ? 'lapsed' : version.status][act];
  if (lapsed && ['approve', 'break-glass', 'return', 'reject'].includes(act))
    return refuse('submission.lapsed');
  if (to === undefined) return refuse(`version.${version.status}`, { act });
  return refusalToContinue(version, act) ?? refusalByPerson(version, act, officer, now) ?? to;
}

const towardsIssue: readonly Act[] = ['submit', 'renew', 'approve', 'break-glass'];

/** What was taken back or lifted is not said again by a version that was begun before. */
function refusalToContinue({ continues }: VersionFacts, act: Act): Refusal | null {
  if (continues === undefined || !towardsIssue.includes(act)) return null;
  if (continues.status === 'cancelled') return refuse('continue.cancelled');
  return continues.isOver ? refuse('continue.lifted') : null;
}

function refusalByPerson(version: VersionFacts, act: Act, officer: Officer, now: number): Refusal | null {
  if (act === 'approve') return refusalToApprove(version, officer);
  if (act === 'break-glass')
    return refusalToBreakGlass(version.breakGlass ?? shut, officer, version.submitterId, now);
  if (act === 'cancel' || act === 'correct') return refusalToRetract(version, act, officer, now);
  if (act === 'extend' && version.purpose !== 'message') return refuse('extend.not-a-message');
  if (act === 'return' || act === 'reject')
    return hasRole(officer, 'approver') ? null : refuse('officer.not-approver');
  if (writers.includes(act) && !hasRole(officer, 'drafter')) return refuse('officer.not-drafter');
  if (act === 'renew' && officer.id !== version.submitterId) return refuse('renew.not-submitter');
  return null;
}

/** The approver is nobody who wrote, edited or submitted it (R5, invariant FourEyes). */
function refusalToApprove(version: VersionFacts, officer: Officer): Refusal | null {
  if (!hasRole(officer, 'approver')) return refuse('officer.not-approver');
  if (version.persons === 1) return null;
  if (officer.id === version.submitterId) return refuse('approve.own-submission');
  if (officer.id === version.authorId) return refuse('approve.own-draft');
  if (version.editorIds.includes(officer.id)) return refuse('approve.own-edit');
  return null;
}

/** The ready-made cancel is one person's within the window; a correction is one person's at any time (R6). */
function refusalToRetract(version: VersionFacts, act: Act, officer: Officer, now: number): Refusal | null {
  if (version.purpose !== 'message') return refuse('retract.not-a-message');
  if (!hasRole(officer, 'drafter') && !hasRole(officer, 'approver')) return refuse('officer.not-on-duty');
  if (act === 'cancel' && (version.issuedAt === null || now > version.issuedAt + cancelWindow))
    return refuse('cancel.window-over', { minutes: cancelWindow / 60_000 });
  return null;
}
