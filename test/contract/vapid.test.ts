import { describe, expect, test } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import { createVapid } from '../../src/channels/vapid.js';
import { createP256Key, p256PublicKey } from '../../src/platform/p256.js';
import { drillPushOrigin } from '../../src/platform/drill-browser.js';
import { createVapidCheck } from '../../src/virtual-town/vapid-check.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 28);
const privateKey = createP256Key();
const subject = 'mailto:bosai@example.jp';

function parts(header: string) {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(header) ?? [];
  const [head = '', claims = '', mark = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;
  return { head: read(head), claims: read(claims), said: `${head}.${claims}`, mark, key };
}

describe('the header that says who sends', () => {
  test('holds an ES256 token for the push service, for 12 hours, under the town’s key (RFC 8292)', () => {
    const vapid = createVapid({ subject, privateKey }, () => start);
    const { head, claims, said, mark, key } = parts(vapid.authorization('https://push.example.net'));
    expect(head).toEqual({ typ: 'JWT', alg: 'ES256' });
    expect(claims).toEqual({
      aud: 'https://push.example.net',
      exp: (start + 12 * hour) / 1000,
      sub: subject,
    });
    expect(key).toBe(p256PublicKey(privateKey));
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    const signature = Buffer.from(mark, 'base64url');
    const good = verify(
      'sha256',
      Buffer.from(said),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      signature,
    );
    expect(good).toBe(true);
  });

  test('is signed once a service and 11 hours, and anew after the service refused it', () => {
    let now = start;
    const vapid = createVapid({ subject, privateKey }, () => now);
    const first = vapid.authorization('https://a.example');
    expect(vapid.authorization('https://a.example')).toBe(first);
    expect(vapid.authorization('https://b.example')).not.toBe(first);
    now = start + 11 * hour - 1;
    expect(vapid.authorization('https://a.example')).toBe(first);
    now = start + 11 * hour;
    const second = vapid.authorization('https://a.example');
    expect(second).not.toBe(first);
    vapid.forget('https://a.example');
    expect(vapid.authorization('https://a.example')).not.toBe(second);
  });

  test('is not made from what is no key', () => {
    for (const bad of ['', 'A'.repeat(43), '_'.repeat(43), 'short', `${'A'.repeat(42)}=`])
      expect(() => createVapid({ subject, privateKey: bad }, () => start)).toThrow('not a key of P-256');
  });
});

describe('the virtual town’s check of it', () => {
  const good = createVapid({ subject, privateKey }, () => start).authorization(drillPushOrigin);
  const check = (now = start, key = p256PublicKey(privateKey) ?? '') => createVapidCheck(key, () => now);
  const forged = (claims: object) => {
    const { head, mark, key } = parts(good);
    const said = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    return `vapid t=${said.join('.')}.${mark}, k=${key}`;
  };
  test('lets the town’s own pass until it ends', () => {
    const passes = check();
    expect([passes(good), passes(good)]).toEqual(['good', 'good']);
    expect(check(start + 12 * hour)(good)).toBe('bad');
  });
  test.each([
    ['none', undefined],
    ['another scheme', 'Bearer x'],
    [
      'another service’s',
      createVapid({ subject, privateKey }, () => start).authorization('https://a.example'),
    ],
    [
      'no one to turn to',
      createVapid({ subject: 'bosai', privateKey }, () => start).authorization(drillPushOrigin),
    ],
    [
      'a life of more than a day',
      createVapid({ subject, privateKey }, () => start + 13 * hour).authorization(drillPushOrigin),
    ],
    [
      'changed claims under the old signature',
      forged({ aud: drillPushOrigin, exp: start / 1000 + 60, sub: 'mailto:x@y' }),
    ],
  ])('refuses one with %s', (_, header) => expect(check()(header)).toBe('bad'));
  test('knows one that is signed by another key', () => {
    const other = createVapid({ subject, privateKey: createP256Key() }, () => start);
    expect(check()(other.authorization(drillPushOrigin))).toBe('foreign');
  });
});
