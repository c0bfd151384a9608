import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fault } from './channel.js';
import {
  afterAsking,
  afterOutcome,
  backoff,
  deliveryStates,
  isSettled,
  maxAttempts,
  resendDelay,
  unsureStep,
  type Attempt,
} from './delivery.js';

const attempt: Attempt = { attempts: 1, now: 1_000, expiresAt: 100_000, random: 0 };
const call = { at: 'call', code: 'channel.timeout' } as const;
const channel = { at: 'channel', code: 'channel.unreachable' } as const;
const target = 'a';

describe('afterOutcome', () => {
  test('an acceptance keeps the provider’s reference', () => {
    expect(afterOutcome({ target, result: 'accepted', ref: 'x' }, attempt)).toEqual({
      state: 'accepted',
      ref: 'x',
    });
  });

  test('a refusal keeps its reason', () => {
    expect(afterOutcome({ target, result: 'refused', why: call }, attempt)).toEqual({
      state: 'refused',
      fault: call,
    });
  });

  test('no answer is unsure at once, never pending', () => {
    expect(afterOutcome({ target, result: 'unsure' }, attempt)).toEqual({ state: 'unsure', dueAt: 1_000 });
  });

  test('a retry that would come after expiry is made once more half a minute before it, and then no more', () => {
    const notBefore = attempt.expiresAt;
    const last = attempt.expiresAt - 30_000;
    const at = (now: number, until = notBefore) =>
      afterOutcome({ target, result: 'retry', why: call, notBefore: until }, { ...attempt, now });
    expect(at(1_000)).toMatchObject({ state: 'pending', dueAt: last });
    expect(at(last - 1)).toMatchObject({ state: 'pending', dueAt: last });
    expect(at(last)).toEqual({ state: 'expired', fault: call });
    expect(at(last, notBefore - 1)).toMatchObject({ state: 'pending', dueAt: notBefore - 1 });
  });

  test('a channel or service that asks for more than five minutes is asked again after five; one target is not', () => {
    const given = { ...attempt, expiresAt: 10_000_000 };
    const dueAt = (at: Fault['at']) =>
      afterOutcome({ target, result: 'retry', why: { at, code: 'x' }, notBefore: 7_200_000 }, given).dueAt;
    expect([dueAt('channel'), dueAt('service')]).toEqual([301_000, 301_000]);
    expect([dueAt('target'), dueAt('call')]).toEqual([7_200_000, 7_200_000]);
  });

  test('attempts run out for a call and go to a person; for a channel or service that is down they never do', () => {
    const last = { ...attempt, attempts: maxAttempts };
    expect(afterOutcome({ target, result: 'retry', why: call }, last)).toMatchObject({
      state: 'held',
      heldReason: 'exhausted',
    });
    expect(
      afterOutcome({ target, result: 'retry', why: call }, { ...last, attempts: maxAttempts - 1 }).state,
    ).toBe('pending');
    for (const at of ['channel', 'service'] as const)
      expect(afterOutcome({ target, result: 'retry', why: { ...channel, at } }, last).state).toBe('pending');
  });

  test('Retry-After is not undercut within five minutes, and a retry is never before now', () => {
    const facts = fc.record({
      attempts: fc.integer({ min: 1, max: 40 }),
      now: fc.integer({ min: 0, max: 2 ** 42 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      after: fc.integer({ min: -10_000, max: 600_000 }),
    });
    fc.assert(
      fc.property(facts, ({ after, ...rest }) => {
        const given = { ...rest, expiresAt: Number.MAX_SAFE_INTEGER };
        const notBefore = rest.now + after;
        const { dueAt } = afterOutcome({ target, result: 'retry', why: channel, notBefore }, given);
        expect(dueAt).toBeGreaterThanOrEqual(Math.max(rest.now, Math.min(notBefore, rest.now + 300_000)));
      }),
    );
  });
});

describe('backoff', () => {
  test('is uniform in [0, min(60 s, 0.5 s × 2^attempts))', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), random, (attempts, at) => {
        const ceiling = Math.min(60_000, 500 * 2 ** attempts);
        const delay = backoff(attempts, at);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(ceiling);
        expect(Math.abs(delay - at * ceiling)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('resendDelay', () => {
  test('blind repeats are quick four times, then a few minutes apart; under a key they stay quick', () => {
    for (const random of [0, 0.5, 0.999]) {
      for (const attempts of [1, 2, 3, 4]) {
        expect(resendDelay({ keyAlive: false }, attempts, random)).toBe(backoff(attempts, random));
      }
      for (const attempts of [5, 6, 40]) {
        const blind = resendDelay({ keyAlive: false }, attempts, random);
        expect(blind).toBeGreaterThan(3.5 * 60_000);
        expect(blind).toBeLessThanOrEqual(5 * 60_000);
        expect(resendDelay({ keyAlive: true }, attempts, random)).toBeLessThan(32_000);
      }
    }
  });
});

describe('unsureStep', () => {
  test.each([
    // keyAlive, canResolve, urgent, step
    [true, true, true, 'resend'],
    [true, true, false, 'resend'],
    [true, false, true, 'resend'],
    [true, false, false, 'resend'],
    [false, true, true, 'resolve'],
    [false, true, false, 'resolve'],
    [false, false, true, 'resend'],
    [false, false, false, 'hold'],
  ] as const)('key alive %s, can be asked %s, urgent %s: %s', (keyAlive, canResolve, urgent, step) => {
    expect(unsureStep({ keyAlive, canResolve, urgent })).toBe(step);
  });
});

describe('afterAsking', () => {
  const asked = { ...attempt, now: 1_000_000, expiresAt: 9_000_000, urgent: true, age: 0 };
  const [seconds, minutes] = [1_000, 60_000];
  const silences = [undefined, { target, result: 'unsure' }] as const;

  test('what the provider had is accepted, what it never had is sent at once, whatever its age', () => {
    for (const age of [0, 100 * minutes]) {
      expect(afterAsking({ target, result: 'accepted', ref: 'x' }, { ...asked, age })).toMatchObject({
        state: 'accepted',
        ref: 'x',
      });
      expect(afterAsking({ target, result: 'retry', why: call }, { ...asked, age })).toEqual({
        state: 'pending',
        dueAt: asked.now,
      });
      expect(afterAsking({ target, result: 'refused', why: call }, { ...asked, age }).state).toBe('refused');
    }
  });

  test.each([
    // urgent, age, state
    [true, 0, 'unsure'],
    [true, 104 * seconds, 'unsure'],
    [true, 105 * seconds, 'pending'],
    [true, 60 * minutes, 'pending'],
    [false, 105 * seconds, 'unsure'],
    [false, 14 * minutes + 44 * seconds, 'unsure'],
    [false, 14 * minutes + 45 * seconds, 'held'],
    [false, 60 * minutes, 'held'],
  ] as const)('BoundedUnsure: no answer, urgent %s, %s ms after its call: %s', (urgent, age, state) => {
    for (const silence of silences) expect(afterAsking(silence, { ...asked, urgent, age }).state).toBe(state);
  });

  test('it is asked again two seconds later; a person is told why it is held', () => {
    expect(afterAsking(undefined, asked)).toEqual({ state: 'unsure', dueAt: asked.now + 2_000 });
    expect(afterAsking(undefined, { ...asked, urgent: false, age: 20 * minutes })).toEqual({
      state: 'held',
      heldReason: 'unsure',
    });
  });

  test('a blind repeat keeps to the rule of blind repeats: the fifth is minutes later', () => {
    const old = { ...asked, age: 20 * minutes, random: 0.5 };
    for (const attempts of [1, 4, 5, 12])
      expect(afterAsking(undefined, { ...old, attempts })).toEqual({
        state: 'pending',
        dueAt: asked.now + resendDelay({ keyAlive: false }, attempts, 0.5),
      });
  });
});

test('a dispatcher has work in pending, sending and unsure only', () => {
  expect(deliveryStates.filter((state) => !isSettled(state))).toEqual(['pending', 'sending', 'unsure']);
});
