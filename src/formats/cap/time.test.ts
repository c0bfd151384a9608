import { expect, test } from '@jest/globals';
import { readTime } from './time.js';

test.each([
  ['2026-07-14T21:30:00+09:00', '2026-07-14T12:30:00Z'],
  ['2026-07-14T12:30:00-00:00', '2026-07-14T12:30:00Z'],
  ['2026-07-14T12:30:00+00:00', '2026-07-14T12:30:00Z'],
  ['2024-02-29T00:00:00-12:00', '2024-02-29T12:00:00Z'],
])('%s is %s', (text, utc) => {
  expect(readTime(text)).toBe(Date.parse(utc));
});

test.each([
  ...[
    '',
    '2026-07-14T12:30:00Z',
    '2026-07-14T12:30:00',
    '2026-07-14T12:30:00.5+09:00',
    '2026-07-14T12:30+09:00',
  ],
  // The schema's pattern has a comma where it means a sign.
  ...['2026-07-14T12:30:00,09:00', '2026-02-29T00:00:00+09:00', '2026-13-01T00:00:00+09:00'],
  ...['2026-07-00T00:00:00+09:00', '2026-07-14T24:00:00+09:00', '2026-07-14T12:60:00+09:00'],
  ...['2026-07-14T12:30:60+09:00', '2026-07-14T12:30:00+14:01', '2026-07-14T12:30:00+09:60', 'tomorrow'],
])('%s is no time', (text) => {
  expect(readTime(text)).toBeNaN();
});

test('every day of 400 years is read as JavaScript reads it', () => {
  const day = 86_400_000;
  for (let at = Date.parse('1899-12-28T00:00:00Z'); at < Date.parse('2300-01-05T00:00:00Z'); at += day) {
    const text = `${new Date(at).toISOString().slice(0, 19)}-00:00`;
    if (readTime(text) !== at) throw new Error(text);
  }
});
