import { describe, expect, test } from '@jest/globals';
import {
  mayBreakGlass,
  opensAt,
  refusalToBreakGlass,
  refusalToReview,
  type BreakGlassFacts,
} from './break-glass.js';
import type { Kind } from './kind.js';
import type { Officer, OfficerRole } from './officer.js';

const submittedAt = 1_800_000_000_000;
const second = 1000;
const facts = (more: Partial<BreakGlassFacts> = {}): BreakGlassFacts => ({
  ...{ open: true, level: 4, urgency: 4, submittedAt, answeredAt: null, ...more },
});
const officer = (id: string, ...roles: OfficerRole[]): Officer => ({ id, name: id, roles });
const night = officer('night', 'drafter', 'approver');
const outcome = (more: Partial<BreakGlassFacts>, after: number, who = night) =>
  refusalToBreakGlass(facts(more), who, 'night', submittedAt + after)?.refused ?? 'issued';

describe('the wait, while the approvers are rung', () => {
  test.each([
    ['level 5', { level: 5, urgency: 5 }, 20],
    ['a missile, which has no level', { level: null, urgency: 5 }, 20],
    ['level 4', { level: 4, urgency: 4 }, 60],
    ['level 3', { level: 3, urgency: 3 }, 60],
    ['an order without a number', { level: 0, urgency: 4 }, 60],
  ])('%s', (_, more, seconds) => {
    expect(outcome(more, seconds * second - 1)).toBe('break-glass.too-soon');
    expect(outcome(more, seconds * second)).toBe('issued');
  });

  test('who answered "I’m looking" is given three minutes, but at level 5', () => {
    const answered = { answeredAt: submittedAt + 50 * second };
    expect(outcome(answered, 229 * second)).toBe('break-glass.too-soon');
    expect(outcome(answered, 230 * second)).toBe('issued');
    expect(outcome({ ...answered, level: 5, urgency: 5 }, 60 * second)).toBe('issued');
  });

  test('what was not submitted never opens', () => {
    expect(opensAt(facts({ submittedAt: null }))).toBeNull();
    expect(outcome({ submittedAt: null }, 3600 * second)).toBe('break-glass.too-soon');
  });
});

describe('who', () => {
  test.each([
    ['a drafter who may not approve', officer('night', 'drafter'), 'officer.not-both-roles'],
    ['an approver who may not draft', officer('night', 'approver'), 'officer.not-both-roles'],
    ['headquarters', officer('night', 'headquarters', 'administrator'), 'officer.not-both-roles'],
    ['somebody who did not submit it', officer('x', 'drafter', 'approver'), 'break-glass.not-yours'],
  ])('%s is refused', (_, who, refused) => expect(outcome({}, 3600 * second, who)).toBe(refused));
  test('control: she who holds both and submitted it issues', () =>
    expect(outcome({}, 3600 * second)).toBe('issued'));
});

test('orders and civil protection may be issued alone; their lifting, people and advice may not', () => {
  const kind = (group: string, effects: string, urgency: number, persons = 2) =>
    mayBreakGlass({ group, effects, urgency, persons } as unknown as Kind);
  expect(kind('evacuation', 'set', 3)).toBe(true);
  expect(kind('civil-protection', 'none', 5)).toBe(true);
  expect(kind('evacuation', 'lift', 2)).toBe(false);
  expect(kind('evacuation', 'lower', 3)).toBe(false);
  expect(kind('evacuation', 'none', 2)).toBe(false);
  expect(kind('life', 'none', 3)).toBe(false);
  expect(kind('weather', 'none', 4, 1)).toBe(false);
});

test('another approver reviews it once', () => {
  const broken = { officerId: 'night', reviewedAt: null };
  const review = (who: Officer, at: number | null = null) =>
    refusalToReview({ ...broken, reviewedAt: at }, who)?.refused ?? 'reviewed';
  expect(review(night)).toBe('break-glass.own-review');
  expect(review(officer('x', 'drafter', 'administrator'))).toBe('officer.not-approver');
  expect(review(officer('x', 'approver'))).toBe('reviewed');
  expect(review(officer('x', 'approver'), 1)).toBe('break-glass.reviewed');
});
