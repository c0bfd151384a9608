import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from '@jest/globals';
import { newSecret, otpauthUri, seal, stepOf, unseal } from './totp.js';

/** RFC 6238, appendix B: the secret of the SHA-1 rows, and their last six digits. */
const secret = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('the code of RFC 6238 at second %i', (second, code) => {
  expect(stepOf(secret, code, second * 1000)).toBe(Math.floor(second / 30));
  expect(stepOf(secret, code, second * 1000 + 3 * 30_000)).toBeNull();
});

test.each([
  ['a phone that is 30 s slow', -1, true],
  ['a phone that is 30 s fast', 1, true],
  ['one that is a minute slow', -2, false],
  ['one that is a minute fast', 2, false],
])('%s', (_situation, off, accepted) => {
  const now = 1_795_000_000_000;
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now + off * 30_000 });
  const step = Math.floor(now / 30_000) + off;
  expect(stepOf(secret, code, now)).toBe(accepted ? step : null);
});

test.each(['', '12345', '1234567', 'abcdef', '000000'])('%j is no code', (typed) =>
  expect(stepOf(secret, typed, 59_000)).toBeNull(),
);

test('a new secret has 160 bits, and the app learns whose it is', () => {
  const made = newSecret();
  expect(Secret.fromBase32(made).bytes).toHaveLength(20);
  expect(newSecret()).not.toBe(made);
  const uri = otpauthUri(made, 'とどく 鳩山町', 'duty');
  expect(decodeURIComponent(uri)).toMatch(/^otpauth:\/\/totp\/とどく 鳩山町:duty\?/);
  expect(uri).toContain(`secret=${made}`);
});

test('a sealed secret opens with its key for its officer alone, and not when it was changed', () => {
  const key = randomBytes(32);
  const sealed = seal(key, 'o1', secret);
  expect(sealed).not.toContain(secret);
  expect(unseal(key, 'o1', sealed)).toBe(secret);
  expect(unseal(key, 'o2', sealed)).toBeNull();
  expect(unseal(randomBytes(32), 'o1', sealed)).toBeNull();
  expect(unseal(key, 'o1', `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`)).toBeNull();
  expect(unseal(key, 'o1', '')).toBeNull();
});
