// A thread that encrypts Web Push messages (RFC 8291), so that a night's thousands don't hold the event loop. It stands
// alone: Node runs it as it is, and the tests read it.
import { hmac as createHmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { createCipheriv, createECDH, randomBytes, type ECDH } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** One message to encrypt; keys in base64url as the browser gave them. */
export interface SealQuestion {
  readonly id: number;
  readonly payload: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** The body; null when the browser's key is no point of the curve. */
export interface SealAnswer {
  readonly id: number;
  readonly body: Uint8Array | null;
}

/** Not Node's own: to set that up takes three times as long as so few bytes. */
const hmac = (key: Uint8Array, data: Uint8Array): Uint8Array => createHmac(sha256, key, data);

const keyInfo = Buffer.from('WebPush: info\0');
const contentKeyInfo = Buffer.from('Content-Encoding: aes128gcm\0\x01');
const nonceInfo = Buffer.from('Content-Encoding: nonce\0\x01');
const one = Buffer.from([1]);
/** RFC 8188 §2: the last record ends in this and no padding. */
const lastRecord = Buffer.from([2]);
const recordSize = 4096;

/** A receiver's keys as bytes. */
export interface Receiver {
  readonly p256dh: Buffer;
  readonly auth: Buffer;
}

/** One aes128gcm record with its header: 103 bytes more than the payload. @throws Error when `p256dh` is no point */
export function encryptMessage(payload: Uint8Array, receiver: Receiver, sender: ECDH, salt: Buffer): Buffer {
  const senderKey = sender.getPublicKey();
  const shared = sender.computeSecret(receiver.p256dh);
  const info = Buffer.concat([keyInfo, receiver.p256dh, senderKey, one]);
  const secret = hmac(salt, hmac(hmac(receiver.auth, shared), info));
  const key = hmac(secret, contentKeyInfo).subarray(0, 16);
  const cipher = createCipheriv('aes-128-gcm', key, hmac(secret, nonceInfo).subarray(0, 12));
  const head = Buffer.alloc(21);
  salt.copy(head);
  head.writeUInt32BE(recordSize, 16);
  head.writeUInt8(senderKey.length, 20);
  const record = [cipher.update(payload), cipher.update(lastRecord), cipher.final()];
  return Buffer.concat([head, senderKey, ...record, cipher.getAuthTag()]);
}

/** Messages that share a key pair, and the milliseconds after which a pair is done with all the same (ADR 0033). */
const lot = 500;
const lotLife = 60_000;

const saltLength = 16;

interface Lot {
  readonly ecdh: ECDH;
  /** Of the whole lot: to ask for sixteen bytes at a time costs more than they do. */
  readonly salts: Buffer;
  left: number;
  readonly until: number;
}

/** Encrypts messages; makes a key pair a lot and a salt a message. */
export function createEncryption(now: () => number): (question: SealQuestion) => SealAnswer {
  let current: Lot | null = null;
  const next = (): { readonly ecdh: ECDH; readonly salt: Buffer } => {
    if (current === null || current.left === 0 || current.until < now()) {
      const ecdh = createECDH('prime256v1');
      ecdh.generateKeys();
      current = { ecdh, salts: randomBytes(lot * saltLength), left: lot, until: now() + lotLife };
    }
    current.left -= 1;
    const at = current.left * saltLength;
    return { ecdh: current.ecdh, salt: current.salts.subarray(at, at + saltLength) };
  };
  return ({ id, payload, p256dh, auth }) => {
    const receiver = { p256dh: Buffer.from(p256dh, 'base64url'), auth: Buffer.from(auth, 'base64url') };
    const { ecdh, salt } = next();
    try {
      return { id, body: encryptMessage(Buffer.from(payload), receiver, ecdh, salt) };
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY')
        return { id, body: null };
      throw error;
    }
  };
}

const port = parentPort;
if (port !== null) {
  const encrypt = createEncryption(() => performance.now());
  port.on('message', (questions: readonly SealQuestion[] | 'close') => {
    if (questions === 'close') return port.close();
    port.postMessage(questions.map(encrypt));
  });
}
