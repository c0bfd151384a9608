import { describe, expect, test } from '@jest/globals';
import { japanOnly, numberFault } from './phone-number.js';

describe('a number before it costs anything', () => {
  test.each(['+819012345678', '+817012345678', '+81492961214', '+815055500100', '+81900000001'])(
    '%s may be called: a Japanese number',
    (number) => expect(numberFault(number, japanOnly)).toBeNull(),
  );

  test.each([
    ['+15005550006', 'elsewhere'],
    ['+88213123456', 'a satellite network, dear'],
    ['+441632960961', 'elsewhere'],
  ])('%s may not: %s', (number) => expect(numberFault(number, japanOnly)).toBe('country'));

  test('a country on the list may be called', () => {
    expect(numberFault('+15005550006', ['81', '1'])).toBeNull();
    expect(numberFault('+819012345678', ['1'])).toBe('country');
  });

  test.each([
    '0901234',
    '09012345678',
    '+81',
    '+8190',
    '+8190123456789012',
    '',
    'tel:+819012345678',
    '+81 90 1234 5678',
    '+81492961214;ext=3',
  ])('%p is no number in the form that Twilio takes', (number) =>
    expect(numberFault(number, japanOnly)).toBe('bad-number'),
  );
});
