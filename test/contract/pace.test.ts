import { expect, test } from '@jest/globals';
import { paceOf } from '../../web/console/alert/pace.js';

const first = Date.UTC(2026, 10, 29, 18, 5);
const sms = {
  counts: { accepted: 250, delivered: 50, pending: 880, sending: 20 },
  firstHandOffAt: first,
  lastHandOffAt: first + 30_000,
  issuedAt: first - 1000,
};

test('300 in half a minute are ten a second, and 900 more take a minute and a half', () => {
  expect(paceOf(sms, first + 31_000)).toEqual({ perSecond: 10, secondsLeft: 90 });
});

test('an average says nothing where nothing was handed over for a quarter of a minute', () => {
  expect(paceOf(sms, first + 45_000)).toHaveProperty('perSecond');
  expect(paceOf(sms, first + 45_001)).toEqual({ stalledSince: first + 30_000 });
});

test('nothing is said where nothing is left, nothing has begun, or a moment is all there is', () => {
  const left = { ...sms, counts: { accepted: 1200 } };
  const begun = { ...sms, firstHandOffAt: null, lastHandOffAt: null };
  const moment = { ...sms, lastHandOffAt: first + 400 };
  expect([left, begun, moment].map((channel) => paceOf(channel, first + 1000))).toEqual([null, null, null]);
});

test('a channel that has handed over nothing a quarter of a minute after the issue stands still since then', () => {
  const dead = { ...sms, counts: { pending: 900 }, firstHandOffAt: null, lastHandOffAt: null };
  expect(paceOf(dead, first + 14_000)).toBeNull();
  expect(paceOf(dead, first + 14_001)).toEqual({ stalledSince: first - 1000 });
  expect(paceOf({ ...dead, issuedAt: null }, first + 60_000)).toBeNull();
});
