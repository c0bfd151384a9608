import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  faxAddress,
  mailRef,
  openReturnAddress,
  openUnsubscribeToken,
  returnAddress,
  unsubscribeToken,
} from './mail-address.js';

const [key, domain] = ['k'.repeat(64), 'town.example'];
const ref = mailRef('0190-version', '17');

describe('a delivery’s own link and return address', () => {
  test('open under the key that made them, and have room in a local part', () => {
    expect(openUnsubscribeToken(key, unsubscribeToken(key, ref))).toBe(ref);
    const address = returnAddress(key, ref, domain);
    expect(openReturnAddress(key, address.toUpperCase(), domain)).toBe(ref);
    expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  });

  test('open under no other key, at no other domain, and not for each other', () => {
    const other = 'x'.repeat(64);
    expect(openUnsubscribeToken(other, unsubscribeToken(key, ref))).toBeNull();
    expect(openReturnAddress(other, returnAddress(key, ref, domain), domain)).toBeNull();
    expect(openReturnAddress(key, returnAddress(key, ref, 'evil.example'), domain)).toBeNull();
    const [, mark] = unsubscribeToken(key, ref).split('-');
    expect(openReturnAddress(key, `b-${ref}-${mark}@${domain}`, domain)).toBeNull();
  });

  test('every changed, cut or lengthened character is refused', () => {
    const token = unsubscribeToken(key, ref);
    for (let i = 0; i < token.length; i++)
      for (const sign of '0123456789abcdef-ABZ%') {
        if (sign === token[i]) continue;
        expect(openUnsubscribeToken(key, token.slice(0, i) + sign + token.slice(i + 1))).toBeNull();
      }
    expect(openUnsubscribeToken(key, token.slice(0, -1))).toBeNull();
    expect(openUnsubscribeToken(key, `${token}0`)).toBeNull();
  });

  test('no text at all opens by chance', () => {
    fc.assert(fc.property(fc.string(), (text) => openUnsubscribeToken(key, text) === null));
  });

  test('differ between deliveries and versions, and stay the same for one', () => {
    expect(mailRef('v1', '1')).not.toBe(mailRef('v1', '2'));
    expect(mailRef('v1', '1')).not.toBe(mailRef('v2', '1'));
    expect(mailRef('v1', '1')).toBe(mailRef('v1', '1'));
  });
});

test.each([
  ['fax:+81492961214', '0492961214@fax.example'],
  ['fax:+12125550100', '0012125550100@fax.example'],
  ['taro@example.jp', null],
])('%s is reached through the fax service at %s', (target, address) => {
  expect(faxAddress(target, 'fax.example')).toBe(address);
  expect(faxAddress(target, undefined)).toBeNull();
});
