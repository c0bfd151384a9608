import { describe, expect, test } from '@jest/globals';
import { cancelWindow, versionStatuses, type VersionStatus } from './alert.js';
import { decide, transitions, type Act, type VersionFacts } from './decide.js';
import type { Officer, OfficerRole } from './officer.js';

const now = 1_800_000_000_000;
const acts: readonly Act[] = [
  'edit',
  'submit',
  'renew',
  'approve',
  'break-glass',
  'return',
  'reject',
  'discard',
  'cancel',
  'correct',
  'extend',
  'lift',
];
const officer = (id: string, ...roles: OfficerRole[]): Officer => ({ id, name: id, roles });
const version = (status: VersionStatus, more: Partial<VersionFacts> = {}): VersionFacts => ({
  status,
  authorId: 'author',
  editorIds: ['editor'],
  submitterId: 'submitter',
  lapsesAt: status === 'submitted' ? now + 1 : null,
  issuedAt: now - 1000,
  persons: 2,
  purpose: 'message',
  breakGlass: { open: true, level: 4, urgency: 4, submittedAt: now - 3_600_000, answeredAt: null },
  ...more,
});
const outcome = (facts: VersionFacts, act: Act, who: Officer, at = now): string => {
  const result = decide(facts, act, who, at);
  return typeof result === 'string' ? result : result.refused;
};

/** Everyone there is; `both` roles, so that only who they are can stand in their way. */
const people = {
  author: officer('author', 'drafter', 'approver'),
  editor: officer('editor', 'drafter', 'approver'),
  submitter: officer('submitter', 'drafter', 'approver'),
  'another with both roles': officer('other', 'drafter', 'approver'),
  'another drafter': officer('drafter', 'drafter'),
  'another approver': officer('approver', 'approver'),
  'a leader without either': officer('leader', 'leader', 'administrator', 'reader'),
} as const;
type Person = keyof typeof people;

/** Status → act → new status, written down a second time: what the table must say. */
const table: Record<VersionStatus, Partial<Record<Act, VersionStatus>>> = {
  draft: { edit: 'draft', submit: 'submitted', discard: 'discarded' },
  submitted: {
    edit: 'draft',
    approve: 'issued',
    'break-glass': 'issued',
    return: 'returned',
    reject: 'rejected',
    renew: 'submitted',
    discard: 'discarded',
  },
  returned: { edit: 'draft', submit: 'submitted', discard: 'discarded' },
  rejected: {},
  lapsed: { edit: 'draft', renew: 'submitted', submit: 'submitted', discard: 'discarded' },
  issued: { cancel: 'cancelled', correct: 'issued', extend: 'issued', lift: 'issued' },
  superseded: { cancel: 'cancelled', correct: 'superseded', lift: 'superseded' },
  cancelled: {},
  expired: { correct: 'expired', extend: 'expired' },
  discarded: {},
};

/** Why a person may not do what the status allows; null when she may. */
const obstacle: Record<Act, Partial<Record<Person, string>>> = {
  edit: { 'another approver': 'officer.not-drafter' },
  submit: { 'another approver': 'officer.not-drafter' },
  discard: { 'another approver': 'officer.not-drafter' },
  extend: { 'another approver': 'officer.not-drafter' },
  lift: { 'another approver': 'officer.not-drafter' },
  renew: {
    author: 'renew.not-submitter',
    editor: 'renew.not-submitter',
    'another with both roles': 'renew.not-submitter',
    'another drafter': 'renew.not-submitter',
    'another approver': 'officer.not-drafter',
  },
  approve: {
    author: 'approve.own-draft',
    editor: 'approve.own-edit',
    submitter: 'approve.own-submission',
    'another drafter': 'officer.not-approver',
  },
  'break-glass': {
    author: 'break-glass.not-yours',
    editor: 'break-glass.not-yours',
    'another with both roles': 'break-glass.not-yours',
    'another drafter': 'officer.not-both-roles',
    'another approver': 'officer.not-both-roles',
  },
  return: { 'another drafter': 'officer.not-approver' },
  reject: { 'another drafter': 'officer.not-approver' },
  cancel: {},
  correct: {},
};
const withoutRole: Record<Act, string> = {
  edit: 'officer.not-drafter',
  submit: 'officer.not-drafter',
  discard: 'officer.not-drafter',
  extend: 'officer.not-drafter',
  lift: 'officer.not-drafter',
  renew: 'officer.not-drafter',
  approve: 'officer.not-approver',
  'break-glass': 'officer.not-both-roles',
  return: 'officer.not-approver',
  reject: 'officer.not-approver',
  cancel: 'officer.not-on-duty',
  correct: 'officer.not-on-duty',
};

describe('every cell of status × act × person', () => {
  const cells = versionStatuses.flatMap((status) =>
    acts.flatMap((act) => (Object.keys(people) as Person[]).map((person) => ({ status, act, person }))),
  );

  test.each(cells)('$status, $act, $person', ({ status, act, person }) => {
    const allowed = table[status][act];
    const expected =
      allowed === undefined
        ? `version.${status}`
        : ((person === 'a leader without either' ? withoutRole[act] : obstacle[act][person]) ?? allowed);
    expect(outcome(version(status), act, people[person])).toBe(expected);
  });

  test('the table knows every status and no other', () => {
    expect(Object.keys(transitions).sort()).toEqual([...versionStatuses].sort());
    expect(transitions).toEqual(table);
  });

  test('nothing leads into a draft or issued version but an edit, an approval and a logged break-glass', () => {
    const ways = versionStatuses.flatMap((from) =>
      Object.entries(transitions[from]).flatMap(([act, to]) => (to === 'issued' ? [`${from} ${act}`] : [])),
    );
    expect(ways).toEqual([
      ...['submitted approve', 'submitted break-glass'],
      ...['issued correct', 'issued extend', 'issued lift'],
    ]);
  });
});

describe('FourEyes', () => {
  const approve = (more: Partial<VersionFacts>, who: Officer) =>
    outcome(version('submitted', more), 'approve', who);

  test.each([
    ['wrote it', { authorId: 'x', editorIds: [], submitterId: 'y' }, 'approve.own-draft'],
    ['edited it', { authorId: 'y', editorIds: ['z', 'x'], submitterId: 'y' }, 'approve.own-edit'],
    ['submitted it', { authorId: 'y', editorIds: [], submitterId: 'x' }, 'approve.own-submission'],
  ] as const)('whoever %s cannot approve it', (_, facts, refused) => {
    expect(approve(facts, officer('x', 'drafter', 'approver'))).toBe(refused);
    expect(approve(facts, officer('somebody else', 'approver'))).toBe('issued');
  });

  test('control: the same person on a version that somebody else wrote, edited and submitted issues it', () => {
    const others = { authorId: 'y', editorIds: ['z'], submitterId: 'y' };
    expect(approve(others, officer('x', 'drafter', 'approver'))).toBe('issued');
  });

  test('one exception: who holds both roles issues what she submitted by a break-glass, where the facts open it', () => {
    const broken = (more: Partial<VersionFacts>) =>
      outcome(version('submitted', more), 'break-glass', people.submitter);
    expect(broken({})).toBe('issued');
    const shut = { open: false, level: 4, urgency: 4, submittedAt: 0, answeredAt: null };
    expect(broken({ breakGlass: shut })).toBe('break-glass.not-this-kind');
    expect(outcome({ ...version('submitted'), breakGlass: shut }, 'approve', people.submitter)).toBe(
      'approve.own-submission',
    );
  });

  test('a declared one-person kind is issued by its own author, who must still be an approver', () => {
    expect(approve({ persons: 1 }, people.submitter)).toBe('issued');
    expect(approve({ persons: 1 }, officer('submitter', 'drafter'))).toBe('officer.not-approver');
  });
});

describe('lapse', () => {
  test.each(['approve', 'return', 'reject'] as const)('%s is refused from the moment it lapses', (act) => {
    const facts = version('submitted', { lapsesAt: now });
    expect(outcome(facts, act, people['another approver'], now - 1)).toBe(table.submitted[act]);
    expect(outcome(facts, act, people['another approver'], now)).toBe('submission.lapsed');
  });

  test('a lapsed submission is renewed by its submitter alone', () => {
    const facts = version('submitted', { lapsesAt: now });
    expect(outcome(facts, 'renew', people.submitter)).toBe('submitted');
    expect(outcome(facts, 'renew', people.author)).toBe('renew.not-submitter');
  });
});

describe('cancel', () => {
  const cancel = (issuedAt: number | null, who = people['another drafter'] as Officer) =>
    outcome(version('issued', { issuedAt }), 'cancel', who);

  test('one person cancels up to the last millisecond of the window and not after it', () => {
    expect(cancel(now - cancelWindow)).toBe('cancelled');
    expect(cancel(now - cancelWindow - 1)).toBe('cancel.window-over');
    expect(cancel(null)).toBe('cancel.window-over');
  });

  test('a correction knows no window', () => {
    const old = version('issued', { issuedAt: now - 10 * cancelWindow });
    expect(outcome(old, 'correct', people.author)).toBe('issued');
  });

  test.each(['cancel', 'correction'] as const)('a %s cannot itself be retracted', (purpose) => {
    for (const act of ['cancel', 'correct'] as const)
      expect(outcome(version('issued', { purpose }), act, people.author)).toBe('retract.not-a-message');
    expect(outcome(version('issued', { purpose }), 'extend', people.author)).toBe('extend.not-a-message');
  });
});
