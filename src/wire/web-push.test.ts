import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drillBrowser } from '../platform/drill-browser.js';
import { isPushService, serviceHost } from './push-services.js';
import { pushSubscriptionSchema, readSubscriptionTarget, subscriptionTarget } from './web-push.js';

const { keys } = drillBrowser('one').subscription;
const good = { endpoint: 'https://fcm.googleapis.com/fcm/send/dA:APA91b?x=1', keys };

describe('a subscription', () => {
  test('is taken as a browser gives it, without what nobody asked for', () => {
    const given = { ...good, expirationTime: null, userAgent: 'x' };
    expect(pushSubscriptionSchema.parse(given)).toEqual(good);
  });

  test.each([
    ['plain http', { ...good, endpoint: 'http://fcm.googleapis.com/x' }],
    ['another scheme', { ...good, endpoint: 'file:///etc/passwd' }],
    ['credentials in its address', { ...good, endpoint: 'https://a:b@fcm.googleapis.com/x' }],
    ['a fragment', { ...good, endpoint: `${good.endpoint}#x` }],
    ['a space', { ...good, endpoint: 'https://fcm.googleapis.com/a b' }],
    ['an endless address', { ...good, endpoint: `https://fcm.googleapis.com/${'x'.repeat(1000)}` }],
    ['a compressed key', { ...good, keys: { ...keys, p256dh: `C${keys.p256dh.slice(1)}` } }],
    ['a short key', { ...good, keys: { ...keys, p256dh: keys.p256dh.slice(0, 80) } }],
    ['a short secret', { ...good, keys: { ...keys, auth: 'AAAA' } }],
    ['no keys', { endpoint: good.endpoint }],
  ])('with %s is refused', (_, given) => expect(pushSubscriptionSchema.safeParse(given).success).toBe(false));

  test('comes back from its line as it was, and its end gives no secret away', () => {
    const line = subscriptionTarget(good);
    expect(readSubscriptionTarget(line)).toEqual(good);
    expect(keys.p256dh.endsWith(line.slice(-4))).toBe(true);
  });

  test('is not read from any other text', () => {
    for (const text of [
      '',
      'drill-000001-1-abc',
      '+819012345678',
      '{}',
      `http://a.b#${keys.auth}.${keys.p256dh}`,
    ])
      expect(readSubscriptionTarget(text)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => readSubscriptionTarget(text) === null));
  });
});

describe('a push service', () => {
  test.each([
    'https://fcm.googleapis.com/fcm/send/x',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://web.push.apple.com/x',
    'https://wns2-par02p.notify.windows.com/w/?token=x',
  ])('%s is known', (url) => expect(isPushService(new URL(url))).toBe(true));

  /** What a stranger would write to make the hub knock at doors of its own network (SSRF). */
  test.each([
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'https://user@fcm.googleapis.com/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/x',
    'https://localhost/x',
    'https://fcm.googleapis.com.example.jp/x',
    'https://evil-fcm.googleapis.com/x',
    'https://notify.windows.com/x',
    'https://xnotify.windows.com/x',
    'https://fcm.googleapis.com./x',
    'https://push.example.jp/x',
  ])('%s is not', (url) => expect(isPushService(new URL(url))).toBe(false));

  test('that the town named is known besides, and no more than that', () => {
    const more = ['push.example.jp', '*.up.example.org'];
    const known = (url: string) => isPushService(new URL(url), more);
    expect([known('https://push.example.jp/x'), known('https://a.up.example.org/x')]).toEqual([true, true]);
    expect([known('https://up.example.org/x'), known('https://a.push.example.jp/x')]).toEqual([false, false]);
  });

  test('is named by a host, never by an address or a bare name', () => {
    const named = ['push.example.jp', '*.up.example.org', 'a-b.example.com'];
    const not = [
      '127.0.0.1',
      '*',
      '*.*',
      'localhost',
      '*.jp',
      'https://push.example.jp',
      '[::1]',
      '10.0.0.1.',
      '',
    ];
    expect(named.every((host) => serviceHost.test(host))).toBe(true);
    expect(not.filter((host) => serviceHost.test(host))).toEqual([]);
  });
});
