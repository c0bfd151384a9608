import { createECDH, randomBytes } from 'node:crypto';

/** The public half (65 bytes in base64url) of a private key on P-256 (32 bytes in base64url); null when it is no such key. */
export function p256PublicKey(privateKey: string): string | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(privateKey)) return null;
  const ecdh = createECDH('prime256v1');
  try {
    ecdh.setPrivateKey(privateKey, 'base64url');
    return ecdh.getPublicKey('base64url');
  } catch {
    // Zero, or not below the order of the curve.
    return null;
  }
}

/** A fresh private key on P-256. */
export function createP256Key(): string {
  for (;;) {
    const privateKey = randomBytes(32).toString('base64url');
    if (p256PublicKey(privateKey) !== null) return privateKey;
  }
}
