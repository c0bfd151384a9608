import { Secret, TOTP } from 'otpauth';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Seconds that a code is shown (RFC 6238 §5.2), and how many steps a phone's clock may be off either way. */
export const period = 30;
const window = 1;

const generator = (secret: string): TOTP =>
  new TOTP({ algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) });

/** A fresh secret of 160 bits, base32, as RFC 4226 §4 wants it. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;

/** What the QR code says to an authenticator app. */
export const otpauthUri = (secret: string, issuer: string, login: string): string =>
  new TOTP({
    ...{ algorithm: 'SHA1', digits: 6, period, issuer, label: login },
    secret: Secret.fromBase32(secret),
  }).toString();

/** The step whose code this is, one before or after the present one allowed; null for a wrong code. */
export function stepOf(secret: string, code: string, now: number): number | null {
  const off = generator(secret).validate({ token: code, timestamp: now, window });
  return off === null ? null : Math.floor(now / 1000 / period) + off;
}

/** Secrets stand sealed in the database (AES-256-GCM): nonce, tag and text, base64url. `whose` is sealed with it. */
export function seal(key: Buffer, whose: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(whose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The text again; null where the key is another one, or the row is another officer's. */
export function unseal(key: Buffer, whose: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      .setAAD(Buffer.from(whose))
      .setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
