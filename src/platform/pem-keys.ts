import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';

const orNull = <T>(make: () => T): T | null => {
  try {
    return make();
  } catch {
    // What it holds is told to nobody.
    return null;
  }
};

const ofType = (type: KeyObject['asymmetricKeyType'], key: KeyObject | null): KeyObject | null =>
  key?.asymmetricKeyType === type ? key : null;

/** An Ed25519 key of a PEM; null when it is none. */
export const ed25519PrivateKey = (pem: string): KeyObject | null =>
  ofType(
    'ed25519',
    orNull(() => createPrivateKey(pem)),
  );

/** As above; a private key is none, though it could be made one: it does not belong where a public one does. */
export const ed25519PublicKey = (pem: string): KeyObject | null =>
  /PRIVATE KEY/.test(pem)
    ? null
    : ofType(
        'ed25519',
        orNull(() => createPublicKey(pem)),
      );

export const isRsaPrivateKey = (pem: string): boolean =>
  ofType(
    'rsa',
    orNull(() => createPrivateKey(pem)),
  ) !== null;

/** Whether it begins with a certificate. TLS takes anything else in silence, and then trusts nobody. */
export const isCertificate = (pem: string): boolean => orNull(() => new X509Certificate(pem)) !== null;
