import { describe, expect, test } from '@jest/globals';
import type { Officer, OfficerRole } from './officer.js';
import {
  refusalToChange,
  refusalToConfirm,
  refusalToDecline,
  requestLife,
  type Change,
  type RequestFacts,
} from './staff-change.js';

const now = 1_800_000_000_000;
const person = (id: string, ...roles: OfficerRole[]): Officer => ({ id, name: id, roles });
const admin = person('admin', 'administrator');
const second = person('second', 'administrator');
const [chief, deputy, night] = ['chief', 'deputy', 'night'].map((id) => person(id, 'drafter', 'approver'));
const staff = [admin, second, chief, deputy, night].filter((one) => one !== undefined);
const change = (kind: Change['kind'], of: Officer | null, after: readonly OfficerRole[]): Change => ({
  ...{ kind, officerId: of?.id ?? 'new', before: of?.roles ?? [], after },
});
const request = (more: Partial<RequestFacts> = {}): RequestFacts => ({
  ...change('invite', null, ['drafter']),
  ...{ state: 'pending', askedBy: 'admin', lapsesAt: now + 1, ...more },
});
const confirm = (who: Officer | undefined, facts = request(), there: readonly Officer[] = staff, at = now) =>
  refusalToConfirm(facts, who ?? admin, there, at)?.refused ?? 'confirmed';

describe('a second person confirms', () => {
  test('another administrator does', () => expect(confirm(second)).toBe('confirmed'));
  test('who asked for it does not', () => expect(confirm(admin)).toBe('staff.own'));
  test('whom it is about does not, not even an administrator', () => {
    const about = { ...change('roles', second, ['administrator', 'approver']) };
    expect(confirm(second, request(about))).toBe('staff.about-you');
  });
  test('an approver only where no other administrator is left to ask', () => {
    expect(confirm(chief)).toBe('staff.administrator-first');
    expect(confirm(chief, request(), [admin, ...staff.slice(2)])).toBe('confirmed');
    const about = { ...change('credentials', second, second.roles) };
    expect(confirm(chief, request(about))).toBe('confirmed');
  });
  test('a drafter never does', () =>
    expect(confirm(person('x', 'drafter'), request(), [admin])).toBe('staff.not-confirmer'));
  test('not after 24 hours, to the millisecond, and not twice', () => {
    const facts = request({ lapsesAt: now + requestLife });
    expect(confirm(second, facts, staff, now + requestLife - 1)).toBe('confirmed');
    expect(confirm(second, facts, staff, now + requestLife)).toBe('staff.lapsed');
    for (const state of ['confirmed', 'declined', 'withdrawn'] as const)
      expect(confirm(second, request({ state }))).toBe(`staff.${state}`);
  });
  test('not what was asked by somebody who was removed since', () =>
    expect(confirm(second, request(), staff.slice(1))).toBe('staff.asker-gone'));
  test('whoever asked takes it back; a drafter declines nothing', () => {
    expect(refusalToDecline(request(), admin, staff, now)).toBeNull();
    expect(refusalToDecline(request({ state: 'confirmed' }), admin, staff, now)?.refused).toBe(
      'staff.confirmed',
    );
    expect(refusalToDecline(request(), person('x', 'drafter'), [admin], now)?.refused).toBe(
      'staff.not-confirmer',
    );
  });
});

describe('nobody can lock the town out of its own hub', () => {
  const refused = (one: Change, there: readonly Officer[] = staff) =>
    refusalToChange(one, there)?.refused ?? 'allowed';
  test('the last administrator stays, by removal and by a change of roles', () => {
    expect(refused(change('remove', admin, []))).toBe('allowed');
    const alone = staff.filter((one) => one !== second);
    expect(refused(change('remove', admin, []), alone)).toBe('staff.last-administrator');
    expect(refused(change('roles', admin, ['reader']), alone)).toBe('staff.last-administrator');
  });
  test('two approvers stay', () => {
    expect(refused(change('remove', chief ?? admin, []))).toBe('allowed');
    const two = staff.filter((one) => one !== night);
    expect(refused(change('remove', chief ?? admin, []), two)).toBe('staff.last-approver');
    expect(refused(change('roles', chief ?? admin, ['drafter']), two)).toBe('staff.last-approver');
  });
  test('control: a role that others hold too, or that is added, goes through; the same roles change nothing', () => {
    const two = staff.filter((one) => one !== night);
    expect(refused(change('roles', chief ?? admin, ['approver']), two)).toBe('allowed');
    expect(refused(change('roles', chief ?? admin, ['drafter', 'approver', 'leader']), two)).toBe('allowed');
    expect(refused(change('roles', chief ?? admin, ['approver', 'drafter']))).toBe('staff.nothing-changes');
  });
});
