import { expect, test } from '@jest/globals';
import { callsOn, comingEnd } from '../../web/console/sign-in/session-end.js';

const minute = 60_000;
const now = 100 * 60 * minute;
const ends = { at: now + 5 * 60 * minute, idle: 120 * minute, onDuty: false };
const use = (unused: number, seenAt = now) => ({ now, unusedFor: unused * minute, seenAt });

test('ten minutes before nobody has used it for two hours, and not earlier', () => {
  expect(comingEnd(ends, use(109))).toBeNull();
  expect(comingEnd(ends, use(110))).toEqual({ at: now + 10 * minute, why: 'idle' });
  expect(comingEnd(ends, use(0))).toBeNull();
});

test('with duty the connected console is in use, however long nobody touches it', () => {
  expect(comingEnd({ ...ends, onDuty: true }, use(119))).toBeNull();
  // Its line has been cut since then.
  expect(comingEnd({ ...ends, onDuty: true }, use(200, now - 115 * minute))).toEqual({
    ...{ at: now + 5 * minute, why: 'idle' },
  });
});

test('its longest life ends with duty too, and nothing puts that off', () => {
  for (const onDuty of [true, false])
    expect(comingEnd({ ...ends, at: now + 10 * minute, onDuty }, use(0))).toEqual({
      ...{ at: now + 10 * minute, why: 'over' },
    });
});

test('signed out there is no end to come', () => {
  expect(comingEnd(undefined, use(119))).toBeNull();
});

test.each([
  ['the desk of a duty that goes on', { why: 'over', onDuty: true }, 11 * 60, true],
  ['a desk on duty whose line was cut for two hours', { why: 'idle', onDuty: true }, 1, true],
  ['the desk of nobody on duty', { why: 'idle', onDuty: false }, 1, false],
  ['a session that was ended elsewhere', { why: 'revoked', onDuty: true }, 1, false],
  ['a duty that nobody handed over, half a day later', { why: 'over', onDuty: true }, 12 * 60, false],
] as const)('whether a screen that was signed out calls on: %s', (_name, ended, minutes, calls) => {
  expect(callsOn({ ...ended, at: now - minutes * minute }, now)).toBe(calls);
});
test('a page at which nobody was signed in calls nobody', () => {
  expect(callsOn(undefined, now)).toBe(false);
});
