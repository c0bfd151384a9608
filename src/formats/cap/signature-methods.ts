import { SignedXml } from 'xml-crypto';
import { ecdsaDer } from './pem.js';

/** Canonicalisation methods, and whether they are exclusive. For a whole alert 1.1 is as 1.0; comments are left out. */
const canonicalisations: Readonly<Record<string, boolean>> = {
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315': false,
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments': false,
  'http://www.w3.org/2006/12/xml-c14n11': false,
  'http://www.w3.org/2006/12/xml-c14n11#WithComments': false,
  'http://www.w3.org/2001/10/xml-exc-c14n#': true,
  'http://www.w3.org/2001/10/xml-exc-c14n#WithComments': true,
};

/** Whether a method is exclusive; undefined for one that is not read. */
export const isExclusive = (algorithm: string): boolean | undefined =>
  Object.hasOwn(canonicalisations, algorithm) ? canonicalisations[algorithm] : undefined;

const { HashAlgorithms: hashes, SignatureAlgorithms: signatures } = new SignedXml();

/** The digest of a text in base64 by the W3C's name of the method; null for one that is not read. */
export function digestOf(text: string, algorithm: string): string | null {
  const method = Object.hasOwn(hashes, algorithm) ? hashes[algorithm as keyof typeof hashes] : undefined;
  return method ? new method().getHash(text) : null;
}

/** A key in PEM, what it signed, and the value in base64. */
export interface SignatureParts {
  readonly key: string;
  readonly text: string;
  readonly value: string;
}

const ecdsa = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-';

/**
 * Verifies by the W3C's name of the method: RSA (PKCS#1 1.5 and, with SHA-256, PSS) and ECDSA. Null for a method that
 * is not read. Throws where the key is none.
 */
export function verifyBy(algorithm: string, { key, text, value }: SignatureParts): boolean | null {
  // The verifier of RSA takes an EC key too: only the form of the value differs.
  const curves = algorithm.startsWith(ecdsa);
  const name = curves ? algorithm.replace('#ecdsa-', '#rsa-') : algorithm;
  const method = Object.hasOwn(signatures, name) ? signatures[name as keyof typeof signatures] : undefined;
  return method ? new method().verifySignature(text, key, curves ? ecdsaDer(value) : value) : null;
}
