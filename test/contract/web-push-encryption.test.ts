import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ece from 'http_ece';
import { createECDH, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSealer } from '../../src/channels/web-push-sealer.js';
import { createEncryption, encryptMessage } from '../../src/channels/web-push-thread.js';
import { drillBrowser, type DrillBrowser } from '../../src/platform/drill-browser.js';
import { decrypt } from '../../src/virtual-town/web-push.js';
import { webPushPayloadLimit } from '../../src/wire/web-push.js';

/** RFC 8291, section 5 and appendix A; its source stands in SOURCES.md beside it. */
const vector = JSON.parse(readFileSync('test/counterparts/contracts/rfc8291-vector.json', 'utf8')) as Record<
  string,
  string
>;
const bytes = (name: string): Buffer => Buffer.from(vector[name] ?? '', 'base64url');
const ecdhOf = (privateKey: Buffer) => {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  return ecdh;
};
const rfcBrowser: DrillBrowser = {
  privateKey: bytes('ua_private'),
  subscription: {
    endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
    keys: { p256dh: vector['ua_public'] ?? '', auth: vector['auth'] ?? '' },
  },
};
const rfcReceiver = { p256dh: bytes('ua_public'), auth: bytes('auth') };

describe('the vector of RFC 8291', () => {
  test('is what the channel makes of its plaintext, to the bit', () => {
    const plain = Buffer.from(vector['plaintext'] ?? '');
    const body = encryptMessage(plain, rfcReceiver, ecdhOf(bytes('as_private')), bytes('salt'));
    expect(body.toString('base64url')).toBe(vector['body']);
  });

  test('is read by the virtual town’s browser', () => {
    expect(decrypt(bytes('body'), rfcBrowser)?.toString()).toBe(vector['plaintext']);
  });

  test('control: with any one bit of it turned, no browser reads it', () => {
    const body = bytes('body');
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const turned = Buffer.from(body);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // A record size that is larger still, with nothing behind it, says the same.
      const read = decrypt(turned, rfcBrowser);
      if (read !== null) expect([16, 17, 18, 19]).toContain(bit >> 3);
    }
  });
});

const payloads = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1000 });
const question = (payload: string, { subscription: { keys } }: DrillBrowser, id = 1) => ({
  ...{ id, payload },
  ...keys,
});

describe('any text', () => {
  test('is read by http_ece, which nobody here wrote, and takes 103 bytes more than it has', () => {
    const encrypt = createEncryption(() => 0);
    fc.assert(
      fc.property(payloads, fc.nat(20), (payload, n) => {
        const browser = drillBrowser(`browser-${n}`);
        const { body } = encrypt(question(payload, browser));
        const sealed = Buffer.from(body ?? []);
        const plain = ece.decrypt(sealed, {
          version: 'aes128gcm',
          privateKey: ecdhOf(browser.privateKey),
          authSecret: browser.subscription.keys.auth,
        });
        expect(plain.toString()).toBe(payload);
        expect(sealed.length).toBe(Buffer.byteLength(payload) + 103);
      }),
      { numRuns: 100 },
    );
  });

  test('that http_ece encrypted is read by the virtual town', () => {
    fc.assert(
      fc.property(payloads, fc.nat(20), (payload, n) => {
        const browser = drillBrowser(`browser-${n}`);
        const sender = createECDH('prime256v1');
        sender.generateKeys();
        const { auth, p256dh } = browser.subscription.keys;
        const body = ece.encrypt(Buffer.from(payload), {
          version: 'aes128gcm',
          privateKey: sender,
          dh: p256dh,
          authSecret: auth,
          salt: randomBytes(16),
        });
        expect(decrypt(body, browser)?.toString()).toBe(payload);
      }),
      { numRuns: 100 },
    );
  });

  test('is read by its own browser only', () => {
    const { body } = createEncryption(() => 0)(question('避難指示', drillBrowser('one')));
    expect(decrypt(Buffer.from(body ?? []), drillBrowser('one'))?.toString()).toBe('避難指示');
    expect(decrypt(Buffer.from(body ?? []), drillBrowser('another'))).toBeNull();
  });

  test('of the largest payload makes the 4096 bytes that every push service takes', () => {
    const { body } = createEncryption(() => 0)(
      question('x'.repeat(webPushPayloadLimit), drillBrowser('one')),
    );
    expect(body?.length).toBe(4096);
  });
});

describe('a key pair', () => {
  const senderKey = (body: Uint8Array | null) => Buffer.from(body ?? []).toString('hex', 21, 86);
  const salt = (body: Uint8Array | null) => Buffer.from(body ?? []).toString('hex', 0, 16);

  test('is shared by a lot of at most 500, and by nothing a minute later; a salt is nobody else’s', () => {
    let now = 0;
    const encrypt = createEncryption(() => now);
    const bodies = Array.from(
      { length: 1001 },
      (_, i) => encrypt(question('x', drillBrowser('one'), i)).body,
    );
    expect([0, 499, 500, 999, 1000].map((i) => senderKey(bodies[i] ?? null))).toEqual([
      senderKey(bodies[1] ?? null),
      senderKey(bodies[1] ?? null),
      senderKey(bodies[501] ?? null),
      senderKey(bodies[501] ?? null),
      expect.anything(),
    ]);
    expect(new Set(bodies.map(senderKey)).size).toBe(3);
    expect(new Set(bodies.map(salt)).size).toBe(1001);
    now = 60_001;
    expect(senderKey(encrypt(question('x', drillBrowser('one'))).body)).not.toBe(
      senderKey(bodies[1000] ?? null),
    );
  });
});

describe('the threads', () => {
  const noPoint = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) };

  test('give each asker its own body, also when a key among them is none', async () => {
    const sealer = createSealer({ threads: 2 });
    const sealed = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        sealer.seal(`text ${i}`, i % 50 === 7 ? noPoint : drillBrowser(`b${i % 5}`).subscription.keys),
      ),
    );
    sealed.forEach((body, i) => {
      if (i % 50 === 7) return expect(body).toBe('bad-key');
      if (typeof body === 'string') throw new Error(body);
      expect(decrypt(Buffer.from(body), drillBrowser(`b${i % 5}`))?.toString()).toBe(`text ${i}`);
    });
    await sealer.close();
  });

  test('take no more than their queue holds, and go on when it is empty', async () => {
    const sealer = createSealer({ threads: 1, queue: 10 });
    const { keys } = drillBrowser('one').subscription;
    const sealed = await Promise.all(Array.from({ length: 15 }, () => sealer.seal('x', keys)));
    expect(sealed.filter((body) => body === 'busy')).toHaveLength(5);
    expect(await sealer.seal('x', keys)).toHaveLength(104);
    await sealer.close();
  });
});
